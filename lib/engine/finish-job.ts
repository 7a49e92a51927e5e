import type { Client } from "pg";
import { type ColumnReport, MOST_LISTED, type ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { type ColumnCensus, takeCensus } from "./census.ts";
import { fencedTransaction } from "./fence.ts";
import type { JobContext } from "./job-context.ts";
import { bookClosing, readColumnReports } from "./job-report.ts";
import { type LogLine, writeLog } from "./journal.ts";
import { listQuarantine } from "./quarantine.ts";
import { recordAudit } from "./record-audit.ts";
import type { Session } from "./session.ts";

/** Stopping must not take long: without an answer by then, the figures come from the ledger. */
const CENSUS_WHEN_STOPPED_MS = 8_000;

export interface JobEnd {
  rotationId: string | null;
  startedAt: number;
  /** Of a job that came to its end. */
  census: ColumnCensus[] | undefined;
  error: string | null;
}

/** Ends the job in one transaction: status, closing figures, audit row, and the lease given back. */
export async function finishJob(
  session: Session,
  context: JobContext,
  end: JobEnd,
): Promise<ReencryptionReport> {
  const census = end.census ?? (await censusWhenStopped(session, context));
  let tried = false;
  return session.use(async (client) => {
    // Tried before means that the answer was lost: the commit may have happened.
    if (tried && (await hasEnded(client, context))) return buildReport(client, context, end);
    tried = true;
    return fencedTransaction(client, context, async () => {
      await bookClosing(client, context.jobId, census ?? [], context.keyring.currentVersion);
      const report = await buildReport(client, context, end);
      await endJob(client, context, report);
      await context.journal.flush(client, context.jobId);
      await writeLog(client, context.jobId, [lastLine(report)]);
      const targetVersion = context.keyring.currentVersion;
      await recordAudit(client, { jobId: context.jobId, rotationId: end.rotationId, targetVersion }, report);
      return report;
    });
  });
}

async function buildReport(client: Client, context: JobContext, end: JobEnd): Promise<ReencryptionReport> {
  const quarantine = await openQuarantine(client, context);
  const finished = quarantine.length === 0 ? "completed" : "completed-with-quarantine";
  const stopped = end.error === null ? "cancelled" : "failed";
  return {
    status: end.census ? finished : stopped,
    dryRun: false,
    currentVersion: context.keyring.currentVersion,
    elapsedMs: Math.round(performance.now() - end.startedAt),
    error: end.error,
    columns: await readColumnReports(client, context.jobId),
    quarantine,
  };
}

export function openQuarantine(client: Client, { tables }: JobContext) {
  const names = tables.flatMap((table) => table.columns.map((column) => column.name));
  return listQuarantine(client, names, MOST_LISTED);
}

async function endJob(
  client: Client,
  { jobId, seat, worker }: JobContext,
  { status, error }: Pick<ReencryptionReport, "status" | "error">,
): Promise<void> {
  if (status === "completed" || status === "completed-with-quarantine") {
    await client.query("DELETE FROM key_rotation.reencryption_seen WHERE job_id = $1", [jobId]);
  }
  // Waits for the batch that another worker is just writing, and refuses its next one.
  await client.query(
    "UPDATE key_rotation.reencryption_range SET holder = NULL, fence = fence + 1 WHERE job_id = $1 AND NOT finished",
    [jobId],
  );
  await client.query("UPDATE key_rotation.reencryption_worker SET expires_at = NULL WHERE id = $1", [worker]);
  await client.query(
    "UPDATE key_rotation.reencryption_job SET status = $2, error = $3, finished_at = clock_timestamp() WHERE id = $1",
    [jobId, status, error],
  );
  await client.query(
    "UPDATE key_rotation.reencryption_lease SET owner = NULL, expires_at = NULL WHERE job_id = $1 AND fence = $2",
    [jobId, seat.fence],
  );
}

function lastLine({ status, error, columns }: ReencryptionReport): LogLine {
  const cells = (pick: (column: ColumnReport) => number) =>
    columns.reduce((sum, column) => sum + pick(column), 0).toLocaleString("en");
  const counts = `${cells((it) => it.reencrypted)} cells re-encrypted, ${cells((it) => it.quarantined)} quarantined, ${cells((it) => it.remaining)} left`;
  switch (status) {
    case "completed":
      return { level: "info", text: `Completed: ${counts}.` };
    case "completed-with-quarantine":
      return { level: "problem", text: `Ended with cells in quarantine: ${counts}.` };
    case "cancelled":
      return { level: "warning", text: `Stopped before its end: ${counts}.` };
    case "failed":
      return { level: "problem", text: `Failed: ${counts}. ${error ?? ""}` };
  }
}

/** Marks as failed a job whose end could not be written, and gives its lease back; the next start resumes it. */
export async function abandonJob(session: Session, context: JobContext, error: string): Promise<void> {
  await session.use((client) =>
    fencedTransaction(client, context, async () => {
      await endJob(client, context, { status: "failed", error });
      await writeLog(client, context.jobId, [{ level: "problem", text: `Failed. ${error}` }]);
    }),
  );
}

async function hasEnded(client: Client, { jobId, seat }: JobContext): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT 1 FROM key_rotation.reencryption_job WHERE id = $1 AND fence = $2 AND status <> 'running'",
    [jobId, seat.fence],
  );
  return rowCount === 1;
}

async function censusWhenStopped(session: Session, context: JobContext): Promise<ColumnCensus[] | undefined> {
  const options = {
    currentVersion: context.keyring.currentVersion,
    quarantine: true,
    timeoutMs: CENSUS_WHEN_STOPPED_MS,
  };
  return session.use((client) => takeCensus(client, context.tables, options)).catch(() => undefined);
}

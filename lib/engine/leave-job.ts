import type { Client } from "pg";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { openQuarantine } from "./finish-job.ts";
import type { JobContext } from "./job-context.ts";
import { readColumnReports, readShare } from "./job-report.ts";
import { processName } from "./join-job.ts";
import { writeLog } from "./journal.ts";
import { leaveJob } from "./lease.ts";

interface JobState {
  status: "running" | ReencryptionReport["status"];
  error: string | null;
}

interface Leaving {
  startedAt: number;
  /** Reports its own share; otherwise the whole job. */
  joined: boolean;
  /** Of this process. */
  error: string | null;
}

/** Whether other processes live that would go on with the job, one of them as its coordinator. */
export async function othersWorkIt(
  client: Client,
  { jobId, worker }: Pick<JobContext, "jobId" | "worker">,
): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM key_rotation.reencryption_worker WHERE job_id = $1 AND id <> $2 AND expires_at > clock_timestamp() LIMIT 1",
    [jobId, worker],
  );
  return rowCount === 1;
}

/** Gives back what this process holds of the job, which goes on or was ended by another, and reports. */
export async function leaveWithReport(
  client: Client,
  context: JobContext,
  { startedAt, joined, error }: Leaving,
): Promise<ReencryptionReport> {
  const { jobId, worker, seat } = context;
  await leaveJob(client, { worker, fence: seat.fence });
  await context.journal.flush(client, jobId);
  const { rows } = await client.query<JobState>(
    "SELECT status, error FROM key_rotation.reencryption_job WHERE id = $1",
    [jobId],
  );
  const job = rows[0] ?? { status: "cancelled", error: null };
  if (job.status === "running")
    await writeLog(client, jobId, [{ level: "info", text: `${processName()} left; the others go on.` }]);
  const quarantine = await openQuarantine(client, context);
  return {
    status: statusOf(job, {
      error,
      didItsShare: joined && !context.signal.aborted,
      quarantined: quarantine.length > 0,
    }),
    dryRun: false,
    currentVersion: context.keyring.currentVersion,
    elapsedMs: Math.round(performance.now() - startedAt),
    error: error ?? job.error,
    columns: joined ? await readShare(client, jobId, worker) : await readColumnReports(client, jobId),
    quarantine,
  };
}

function statusOf(
  { status }: JobState,
  own: { error: string | null; didItsShare: boolean; quarantined: boolean },
): ReencryptionReport["status"] {
  if (own.error !== null) return "failed";
  if (status !== "running") return status;
  // A job that failed ends its workers; by the time one of them looks, another may have resumed it.
  if (!own.didItsShare) return "cancelled";
  return own.quarantined ? "completed-with-quarantine" : "completed";
}

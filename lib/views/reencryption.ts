import type { Database } from "#lib/db/client.ts";
import type { ColumnProgressView, ReencryptionView } from "../domain/rotation/live-views.ts";
import { findJobControl } from "./job-control.ts";
import { listNewestLines } from "./reencryption-log.ts";

interface JobRow {
  id: string;
  status: ReencryptionView["status"];
  started_at: Date | null;
  created_at: Date;
  finished_at: Date | null;
  heartbeat_at: Date | null;
  batch_size: number;
  batches: bigint;
}

interface ProgressRow {
  column_name: string;
  opening_cells: bigint;
  total: bigint;
  reencrypted: bigint;
  already_current: bigint;
  raced: bigint;
  deleted: bigint;
  nulled: bigint;
  quarantined: bigint;
  unaccounted: bigint | null;
}

const RATE_WINDOW_S = 30;

/** The newest re-encryption of a rotation, read from Keyturn's own tables alone; null before the first. */
export async function findReencryption(
  db: Database,
  rotationId: string,
  mayAct: boolean,
): Promise<ReencryptionView | null> {
  const [job] = await db.$queryRaw<JobRow[]>`
    SELECT j.id::text, j.status, j.started_at, j.created_at, j.finished_at, j.batch_size,
      CASE WHEN l.job_id = j.id THEN l.heartbeat_at END AS heartbeat_at,
      (SELECT coalesce(sum(r.batches), 0) FROM key_rotation.reencryption_range r WHERE r.job_id = j.id) AS batches
    FROM key_rotation.reencryption_job j CROSS JOIN key_rotation.reencryption_lease l
    WHERE j.rotation_id = ${rotationId} AND NOT j.superseded
    ORDER BY j.created_at DESC LIMIT 1`;
  if (!job) return null;
  const progress = await db.$queryRaw<ProgressRow[]>`
    SELECT * FROM key_rotation.reencryption_progress WHERE job_id = ${job.id}::uuid ORDER BY ordinal`;
  const samples = await db.$queryRaw<{ at: Date; cells: bigint }[]>`
    SELECT at, cells FROM key_rotation.reencryption_sample WHERE job_id = ${job.id}::uuid ORDER BY at DESC LIMIT 600`;
  const columns = progress.map(columnView);
  const rates = ratesOf(samples.toReversed());
  const running = job.status === "running" || job.status === "queued";
  const cellsPerSecond = recentRate(samples);
  const left = columns.reduce((sum, column) => sum + Math.max(0, column.total - settled(column)), 0);
  return {
    status: job.status,
    startedAt: (job.started_at ?? job.created_at).toISOString(),
    finishedAt: job.finished_at?.toISOString() ?? null,
    heartbeatAt: job.heartbeat_at?.toISOString() ?? null,
    columns,
    cellsPerSecond,
    etaSeconds: running && cellsPerSecond ? Math.ceil(left / cellsPerSecond) : null,
    batchSize: job.batch_size,
    batches: Number(job.batches),
    control: running ? await findJobControl(db, job.id, mayAct) : null,
    newestLines: await listNewestLines(db, job.id),
    rateHistory: rates,
  };
}

/** While cells are still unread the opening census is the total; rows that the application adds can only raise it. */
function columnView(row: ProgressRow): ColumnProgressView {
  return {
    column: row.column_name,
    total: Math.max(Number(row.opening_cells), Number(row.total)),
    reencrypted: Number(row.reencrypted),
    alreadyCurrent: Number(row.already_current),
    raced: Number(row.raced),
    deleted: Number(row.deleted),
    nulled: Number(row.nulled),
    quarantined: Number(row.quarantined),
    unexplained: Number(row.unaccounted ?? 0n),
  };
}

function settled(column: ColumnProgressView): number {
  const { reencrypted, alreadyCurrent, raced, deleted, nulled, quarantined } = column;
  return reencrypted + alreadyCurrent + raced + deleted + nulled + quarantined;
}

function ratesOf(samples: readonly { at: Date; cells: bigint }[]): ReencryptionView["rateHistory"] {
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    const seconds = before ? (sample.at.getTime() - before.at.getTime()) / 1000 : 0;
    if (!before || seconds <= 0) return [];
    const cells = Math.max(0, Number(sample.cells - before.cells));
    return [{ at: sample.at.toISOString(), cellsPerSecond: Math.round(cells / seconds) }];
  });
}

/** Mean rate over the last 30 s of samples, newest first; null before there are two. */
function recentRate(samples: readonly { at: Date; cells: bigint }[]): number | null {
  const [newest] = samples;
  const oldest = samples.findLast(
    (it) => newest && newest.at.getTime() - it.at.getTime() <= RATE_WINDOW_S * 1000,
  );
  if (!newest || !oldest || newest.at <= oldest.at) return null;
  return Number(newest.cells - oldest.cells) / ((newest.at.getTime() - oldest.at.getTime()) / 1000);
}

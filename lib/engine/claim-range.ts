import type { Client } from "pg";
import { inTransaction } from "#lib/db/platform.ts";
import type { RangeState } from "./bookkeeping.ts";
import type { JobContext, RangeClaim } from "./job-context.ts";
import { writeLog } from "./journal.ts";
import { isPartitionOf } from "./partitions.ts";
import { targetOf } from "./process-batch.ts";

/** SQL: whether nobody works the range aliased `r`. */
export const FREE_RANGE = `(r.holder IS NULL OR NOT EXISTS (SELECT FROM key_rotation.reencryption_worker w
   WHERE w.id = r.holder AND w.expires_at > clock_timestamp()))`;

type ClaimedRange = RangeClaim & Pick<RangeState, "table">;

/**
 * Takes a range for one connection (`lane`) of this process: the one that the lane holds already, when the answer to an
 * earlier claim was lost, or one that nobody holds. Null when there is none, `ended` when the job has ended.
 */
export async function claimRange(
  client: Client,
  context: JobContext,
  lane: number,
): Promise<RangeClaim | null | "ended"> {
  for (;;) {
    const claimed = await inTransaction(client, async () => {
      if (!(await stillRuns(client, context.jobId))) return "ended";
      return takeFreeRange(client, context, lane);
    });
    if (claimed === null || claimed === "ended") return claimed;
    if (await stillThere(client, context, claimed)) return claimed;
  }
}

/** Locked in shared mode: the job does not end while a range of it is being given out. */
export async function stillRuns(client: Client, jobId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM key_rotation.reencryption_job WHERE id = $1 AND status = 'running' AND planned FOR SHARE",
    [jobId],
  );
  return rowCount === 1;
}

async function takeFreeRange(
  client: Client,
  { jobId, worker }: JobContext,
  lane: number,
): Promise<ClaimedRange | null> {
  const { rows } = await client.query<ClaimedRange>(
    `UPDATE key_rotation.reencryption_range SET holder = $2, lane = $3, fence = fence + 1
      WHERE job_id = $1 AND range_no = (
        SELECT r.range_no FROM key_rotation.reencryption_range r
         WHERE r.job_id = $1 AND NOT r.finished AND ((r.holder = $2 AND r.lane = $3) OR ${FREE_RANGE})
         ORDER BY r.range_no LIMIT 1 FOR NO KEY UPDATE OF r SKIP LOCKED)
     RETURNING range_no AS range, fence, table_name AS "table", partition_name AS partition`,
    [jobId, worker, lane],
  );
  return rows[0] ?? null;
}

/** A range whose partition was detached or dropped is done: what is left of the table is the closing census's business. */
async function stillThere(client: Client, context: JobContext, claimed: ClaimedRange): Promise<boolean> {
  const { range, partition, fence } = claimed;
  if (partition === null) return true;
  const table = targetOf(context, { ...claimed, partition: null });
  if (await isPartitionOf(client, table, partition)) return true;
  await inTransaction(client, async () => {
    const { rowCount } = await client.query(
      "UPDATE key_rotation.reencryption_range SET finished = true WHERE job_id = $1 AND range_no = $2 AND fence = $3",
      [context.jobId, range, fence],
    );
    const text = `Range ${range} ends: ${partition} is no longer a partition of ${table.name}.`;
    if (rowCount === 1) await writeLog(client, context.jobId, [{ level: "warning", text }]);
  });
  return false;
}

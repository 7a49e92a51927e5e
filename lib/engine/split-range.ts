import type { Client } from "pg";
import { inTransaction } from "#lib/db/platform.ts";
import type { RangeState } from "./bookkeeping.ts";
import { FREE_RANGE, stillRuns } from "./claim-range.ts";
import type { JobContext, RangeClaim } from "./job-context.ts";
import { writeLog } from "./journal.ts";
import { type Midpoint, midpointOf } from "./midpoint.ts";
import { targetOf } from "./process-batch.ts";
import { spanBounds } from "./read-rows.ts";

const CANDIDATES = 3;

type Splittable = Omit<RangeState, "pending" | "finished"> & { rowsLeft: string };

/**
 * Cuts the range with the most rows left in two and takes the second half for this lane, so that all workers end
 * together. Null when no range is long enough; each side gets at least two batches.
 */
export async function splitRange(
  client: Client,
  context: JobContext,
  lane: number,
): Promise<RangeClaim | null> {
  const least = 2 * context.batchSize;
  for (const found of await longestRanges(client, context.jobId)) {
    const table = targetOf(context, found);
    const span = { after: found.cursor ?? found.after, upto: found.upto };
    const rows = Math.max(Number(found.rowsLeft), 2 * least);
    const middle = await midpointOf(client, table, span, { rows, least });
    const cut = middle && (await cutAt(client, context, { found, middle, lane }));
    if (cut) return cut;
  }
  return null;
}

async function longestRanges(client: Client, jobId: string): Promise<Splittable[]> {
  const { rows } = await client.query<Splittable>(
    `SELECT r.range_no AS range, r.table_name AS "table", r.partition_name AS partition, r.after_key AS after,
            r.upto_key AS upto, r.cursor_key AS cursor, r.rows_left AS "rowsLeft"
       FROM key_rotation.reencryption_range r WHERE r.job_id = $1 AND NOT r.finished AND NOT ${FREE_RANGE}
      ORDER BY r.rows_left DESC LIMIT ${CANDIDATES}`,
    [jobId],
  );
  return rows;
}

interface Cut {
  found: Splittable;
  middle: Midpoint;
  lane: number;
}

/** The range's row is locked, so that its holder's batch is either in the checkpoint by now or sees the new end. */
async function cutAt(
  client: Client,
  context: JobContext,
  { found, middle, lane }: Cut,
): Promise<RangeClaim | null> {
  const { jobId, worker } = context;
  return inTransaction(client, async () => {
    if (!(await stillRuns(client, jobId))) return null;
    await lockRangeNumbers(client, jobId);
    const { rows } = await client.query<{ cursor: string | null }>(
      `SELECT cursor_key AS cursor FROM key_rotation.reencryption_range
        WHERE job_id = $1 AND range_no = $2 AND NOT finished AND upto_key IS NOT DISTINCT FROM $3 FOR NO KEY UPDATE`,
      [jobId, found.range, found.upto],
    );
    const cursor = rows[0]?.cursor ?? found.after;
    if (!rows[0] || !(await isAhead(client, context, { found, cursor, middle }))) return null;
    await client.query(
      "UPDATE key_rotation.reencryption_range SET upto_key = $3, rows_left = $4 WHERE job_id = $1 AND range_no = $2",
      [jobId, found.range, middle.key, Math.ceil(middle.before)],
    );
    const { rows: added } = await client.query<{ range: number }>(
      `INSERT INTO key_rotation.reencryption_range
              (job_id, range_no, table_name, partition_name, after_key, upto_key, rows_left, holder, lane, fence)
       SELECT $1, max(range_no) + 1, $2, $3, $4, $5, $6, $7, $8, 1 FROM key_rotation.reencryption_range WHERE job_id = $1
       RETURNING range_no AS range`,
      [jobId, found.table, found.partition, middle.key, found.upto, Math.ceil(middle.after), worker, lane],
    );
    const range = added[0]?.range ?? 0;
    const text = `Range ${found.range} was split: its second half is range ${range} (${found.table}).`;
    await writeLog(client, jobId, [{ level: "info", text }]);
    return { range, fence: "1", partition: found.partition };
  });
}

/** Numbers of new ranges are given out one at a time, until the transaction ends. */
export async function lockRangeNumbers(client: Client, jobId: string): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('keyturn range numbers'), hashtext($1))", [
    jobId,
  ]);
}

/** Whether rows are left before the middle: asked of the table, because only its own order counts. */
async function isAhead(
  client: Client,
  context: JobContext,
  { found, cursor, middle }: { found: Splittable; cursor: string | null; middle: Midpoint },
): Promise<boolean> {
  const table = targetOf(context, found);
  const values: unknown[] = [];
  const bounds = spanBounds(table, { after: cursor, upto: middle.key }, values);
  const { rows } = await client.query<{ ahead: boolean }>(
    `SELECT EXISTS (SELECT FROM ${table.sql} AS t ${bounds}) AS ahead`,
    values,
  );
  return rows[0]?.ahead === true;
}

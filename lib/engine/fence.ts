import type { Client } from "pg";
import { inTransaction } from "#lib/db/platform.ts";
import type { RangeState } from "./bookkeeping.ts";
import { type JobContext, LeaseLostError, RangeLostError, RangeMovedError } from "./job-context.ts";
import { ORDER, type Order } from "./orders.ts";

type Fenced = Pick<JobContext, "jobId" | "seat" | "claim" | "orders">;

/**
 * A transaction that only the holder can commit: of the range within the work on one, else of the coordinator's seat. That row
 * stays locked until then, so that whoever takes it over waits for this commit and reads its checkpoint. `read` is the
 * range as its rows were read: if it was split or moved since, nothing is written. The transaction also reads what people
 * want of the job, so that an order given before it is obeyed right after it. `lastly` is its last statement.
 */
export function fencedTransaction<T>(
  client: Client,
  context: Fenced,
  work: () => Promise<T>,
  { read, lastly }: { read?: RangeState; lastly?: (result: T) => Promise<void> } = {},
): Promise<T> {
  const first = async () =>
    context.orders.take(await (context.claim ? holdRange(client, context, read) : holdSeat(client, context)));
  return inTransaction(client, work, lastly ? { first, lastly } : { first });
}

async function holdSeat(client: Client, { jobId, seat }: Fenced): Promise<Order> {
  const { rows } = await client.query<Order>(
    `SELECT ${ORDER}
       FROM key_rotation.reencryption_job j JOIN key_rotation.reencryption_control c ON c.job_id = j.id
      WHERE j.id = $1 AND j.fence = $2 AND j.status = 'running' FOR SHARE OF j`,
    [jobId, seat.fence],
  );
  if (!rows[0]) throw new LeaseLostError();
  return rows[0];
}

async function holdRange(client: Client, { jobId, claim }: Fenced, read: RangeState | undefined) {
  const { rows } = await client.query<Order & { upto: string | null; cursor: string | null }>({
    name: "hold-range",
    text: `SELECT ${ORDER}, r.upto_key AS upto, r.cursor_key AS cursor
       FROM key_rotation.reencryption_range r JOIN key_rotation.reencryption_control c USING (job_id)
      WHERE r.job_id = $1 AND r.range_no = $2 AND r.fence = $3 AND NOT r.finished FOR NO KEY UPDATE OF r`,
    values: [jobId, claim?.range, claim?.fence],
  });
  const [held] = rows;
  if (!held) throw new RangeLostError(`Range ${claim?.range} was taken over by another worker.`);
  if (read && (held.upto !== read.upto || held.cursor !== read.cursor)) {
    throw new RangeMovedError(`Range ${claim?.range} was split.`);
  }
  return held;
}

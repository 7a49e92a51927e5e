import type { Client } from "pg";
import { inTransaction } from "#lib/db/platform.ts";
import { LeaseLostError } from "./job-context.ts";
import type { Order, Orders } from "./orders.ts";

/**
 * A transaction that only the holder of the job can commit. The job's row stays locked in shared mode until then:
 * whoever takes the job over waits for this commit and so reads its checkpoint. It also reads what people want of the job,
 * so that an order given before it is obeyed right after it.
 */
export function fencedTransaction<T>(
  client: Client,
  { jobId, fence, orders }: { jobId: string; fence: string; orders: Orders },
  work: () => Promise<T>,
): Promise<T> {
  return inTransaction(client, async () => {
    const { rows } = await client.query<Order>(
      `SELECT c.wish, c.cells_per_second AS "cellsPerSecond"
         FROM key_rotation.reencryption_job j JOIN key_rotation.reencryption_control c ON c.job_id = j.id
        WHERE j.id = $1 AND j.fence = $2 AND j.status = 'running' FOR SHARE OF j`,
      [jobId, fence],
    );
    if (!rows[0]) throw new LeaseLostError();
    orders.take(rows[0]);
    return work();
  });
}

import type { Client } from "pg";
import type { JobRequest } from "./job-request.ts";
import type { Order } from "./orders.ts";

/**
 * What people want of the job that was just claimed. Within one start their orders stand, whoever works it: a job that
 * was paused stays paused, one that was cancelled ends. A new start begins as it was approved.
 */
export async function putControl(client: Client, jobId: string, request: JobRequest): Promise<Order> {
  const { rows } = await client.query<Order>(
    `INSERT INTO key_rotation.reencryption_control AS c (job_id, start, cells_per_second, most_cells_per_second)
     VALUES ($1, $2, $3, $3)
     ON CONFLICT (job_id) DO UPDATE SET start = excluded.start, stands_since = NULL,
            wish = CASE WHEN c.start = excluded.start THEN c.wish ELSE 'run' END,
            wished_by = CASE WHEN c.start = excluded.start THEN c.wished_by END,
            wished_at = CASE WHEN c.start = excluded.start THEN c.wished_at END,
            cells_per_second = CASE WHEN c.start = excluded.start THEN c.cells_per_second ELSE excluded.cells_per_second END,
            most_cells_per_second = excluded.most_cells_per_second,
            version = c.version + (c.start <> excluded.start)::int
     RETURNING wish, cells_per_second AS "cellsPerSecond"`,
    [jobId, request.start, request.cellsPerSecond],
  );
  const [order] = rows;
  if (!order) throw new Error("The orders of the job could not be written.");
  return order;
}

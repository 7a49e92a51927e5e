import type { Client } from "pg";
import type { JobRequest } from "./job-request.ts";
import { ORDER, type Order } from "./orders.ts";

/** What people may set while a job runs, and what it begins with. */
const SET = [
  "cells_per_second",
  "duty_percent",
  "lag_high_seconds",
  "lag_low_seconds",
  "p95_high_ms",
  "p95_low_ms",
  "dead_high_percent",
  "dead_low_percent",
];

/**
 * What people want of the job that was just claimed. Within one start their orders stand, whoever works it: a job that
 * was paused stays paused, one that was cancelled ends. A new start begins as it was approved.
 */
export async function putControl(client: Client, jobId: string, request: JobRequest): Promise<Order> {
  const { cellsPerSecond, throttle } = request;
  const { dutyPercent, lag, p95, deadRows } = throttle;
  const kept = SET.map(
    (column) => `${column} = CASE WHEN c.start = excluded.start THEN c.${column} ELSE excluded.${column} END`,
  );
  const { rows } = await client.query<Order>(
    `INSERT INTO key_rotation.reencryption_control AS c (job_id, start, most_cells_per_second, ${SET.join(", ")})
     VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (job_id) DO UPDATE SET start = excluded.start, stands_since = NULL, ${kept.join(", ")},
            wish = CASE WHEN c.start = excluded.start THEN c.wish ELSE 'run' END,
            wished_by = CASE WHEN c.start = excluded.start THEN c.wished_by END,
            wished_at = CASE WHEN c.start = excluded.start THEN c.wished_at END,
            held_for = CASE WHEN c.start = excluded.start THEN c.held_for END,
            held_since = CASE WHEN c.start = excluded.start THEN c.held_since END,
            replicas = CASE WHEN c.start = excluded.start THEN c.replicas ELSE '{}' END,
            most_cells_per_second = excluded.most_cells_per_second,
            version = c.version + (c.start <> excluded.start)::int
     RETURNING ${ORDER}`,
    [
      jobId,
      request.start,
      cellsPerSecond,
      dutyPercent,
      lag?.high ?? null,
      lag?.low ?? null,
      p95?.high ?? null,
      p95?.low ?? null,
      deadRows?.high ?? null,
      deadRows?.low ?? null,
    ],
  );
  const [order] = rows;
  if (!order) throw new Error("The orders of the job could not be written.");
  return order;
}

import type { Database } from "#lib/db/client.ts";
import type { JobControlView } from "../domain/rotation/live-views.ts";

type Times = "standsSince" | "wishedAt" | "heldSince";
interface ControlRow extends Omit<JobControlView, Times | "mayControl">, Record<Times, Date | null> {}

/** The orders to a job; null when it runs without anybody's, as a headless one does. */
export async function findJobControl(
  db: Database,
  jobId: string,
  mayAct: boolean,
): Promise<JobControlView | null> {
  const [row] = await db.$queryRaw<ControlRow[]>`
    SELECT c.job_id::text AS "jobId", c.wish, c.cells_per_second AS "cellsPerSecond",
      c.most_cells_per_second AS "mostCellsPerSecond", c.stands_since AS "standsSince",
      a.name AS "wishedBy", c.wished_at AS "wishedAt", c.version, c.held_for AS "heldFor", c.held_since AS "heldSince",
      c.replica_lag_seconds AS "replicaLagSeconds", c.application_p95_ms AS "applicationP95Ms",
      c.dead_rows_percent AS "deadRowsPercent",
      jsonb_build_object('dutyPercent', c.duty_percent,
        'lag', CASE WHEN c.lag_high_seconds IS NOT NULL THEN jsonb_build_object('high', c.lag_high_seconds, 'low', c.lag_low_seconds) END,
        'p95', CASE WHEN c.p95_high_ms IS NOT NULL THEN jsonb_build_object('high', c.p95_high_ms, 'low', c.p95_low_ms) END,
        'deadRows', CASE WHEN c.dead_high_percent IS NOT NULL THEN jsonb_build_object('high', c.dead_high_percent, 'low', c.dead_low_percent) END) AS throttle,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('name', w.name, 'cells',
           (SELECT coalesce(sum(l.total), 0) FROM key_rotation.reencryption_ledger l WHERE l.job_id = w.job_id AND l.worker = w.id))
         ORDER BY w.joined_at), '[]')
         FROM key_rotation.reencryption_worker w WHERE w.job_id = c.job_id AND w.expires_at > clock_timestamp()) AS workers
    FROM key_rotation.reencryption_control c LEFT JOIN key_rotation.actor a ON a.id = c.wished_by
    WHERE c.job_id = ${jobId}::uuid`;
  return row
    ? {
        ...row,
        standsSince: row.standsSince?.toISOString() ?? null,
        wishedAt: row.wishedAt?.toISOString() ?? null,
        heldSince: row.heldSince?.toISOString() ?? null,
        mayControl: mayAct,
      }
    : null;
}

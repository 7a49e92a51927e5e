import type { Database } from "#lib/db/client.ts";
import type { JobControlView } from "../domain/rotation/live-views.ts";

interface ControlRow extends Omit<JobControlView, "standsSince" | "wishedAt" | "mayControl"> {
  standsSince: Date | null;
  wishedAt: Date | null;
}

/** The orders to a job; null when it runs without anybody's, as a headless one does. */
export async function findJobControl(
  db: Database,
  jobId: string,
  mayAct: boolean,
): Promise<JobControlView | null> {
  const [row] = await db.$queryRaw<ControlRow[]>`
    SELECT c.job_id::text AS "jobId", c.wish, c.cells_per_second AS "cellsPerSecond",
      c.most_cells_per_second AS "mostCellsPerSecond", c.stands_since AS "standsSince",
      a.name AS "wishedBy", c.wished_at AS "wishedAt", c.version
    FROM key_rotation.reencryption_control c LEFT JOIN key_rotation.actor a ON a.id = c.wished_by
    WHERE c.job_id = ${jobId}::uuid`;
  return row
    ? {
        ...row,
        standsSince: row.standsSince?.toISOString() ?? null,
        wishedAt: row.wishedAt?.toISOString() ?? null,
        mayControl: mayAct,
      }
    : null;
}

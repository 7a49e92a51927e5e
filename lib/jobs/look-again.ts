import { phasesInOrder } from "../domain/rotation/procedure.ts";
import { readPolicy } from "../operations/settings/read-policy.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const HOURS_PER_DAY = 24;
const CLEARED_BY_TIME = phasesInOrder().flatMap(({ phase }) =>
  phase.checks.filter((check) => check.clearsByItself).map((check) => check.id),
);

/**
 * Ids of phases that wait for nothing but time and whose checks are a day old, or older than the hour from which the rotation
 * may start or the key may be destroyed: nobody asks for those. Claimed in one statement, so that of several workers one looks.
 */
export async function claimOutdatedWaits({
  db,
  hourMs,
}: Pick<WorkerDeps, "db" | "hourMs">): Promise<string[]> {
  const { destroyAfterDays } = await readPolicy(db);
  const daySeconds = (HOURS_PER_DAY * hourMs) / 1000;
  const claimed = await db.$queryRaw<{ id: string }[]>`
    UPDATE key_rotation.phase_run p SET inspection_requested_at = now()
    FROM key_rotation.rotation r
    WHERE r.id = p.rotation_id AND p.status = 'ready' AND p.inspection_requested_at IS NULL
      AND EXISTS (
        SELECT FROM key_rotation.check_result c
        WHERE c.phase_run_id = p.id AND c.moment = 'inspection' AND c.outcome <> 'pass'
          AND c.check_id = ANY(${CLEARED_BY_TIME}))
      AND (p.inspected_at < now() - make_interval(secs => ${daySeconds})
        OR r.planned_start - make_interval(secs => ${daySeconds}) BETWEEN p.inspected_at AND now()
        OR r.retired_at + make_interval(secs => ${destroyAfterDays * daySeconds}) BETWEEN p.inspected_at AND now())
    RETURNING p.id::text`;
  return claimed.map(({ id }) => id);
}

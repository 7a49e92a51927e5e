import { describeError } from "./describe-error.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const EVERY_SECONDS = 60;

/** Pings the check outside after a pass, by one worker once a minute. A failure is kept for people and stops nothing. */
export async function pingOutsideCheck({
  db,
  outsideCheck,
}: Pick<WorkerDeps, "db" | "outsideCheck">): Promise<void> {
  if (outsideCheck === null) {
    await db.$executeRaw`
      UPDATE key_rotation.scheduler SET pinged_at = NULL, ping_problem = NULL
      WHERE pinged_at IS NOT NULL OR ping_problem IS NOT NULL`;
    return;
  }
  const mine = await db.$executeRaw`
    UPDATE key_rotation.scheduler SET ping_tried_at = now()
    WHERE ping_tried_at IS NULL OR ping_tried_at < now() - make_interval(secs => ${EVERY_SECONDS})`;
  if (mine === 0) return;
  const problem = await outsideCheck.ping().then(() => null, describeError);
  await db.$executeRaw`
    UPDATE key_rotation.scheduler SET ping_problem = ${problem},
      pinged_at = CASE WHEN ${problem}::text IS NULL THEN now() ELSE pinged_at END`;
}

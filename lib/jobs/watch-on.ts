import { watchOnce } from "../domain/rotation/checks/safety-checks.ts";
import { loadPhase } from "./load-phase.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/**
 * Goes on reading the monitors after the safety period's own watch has ended, until the old key begins to leave: whoever waits
 * for approvals, or for a period that an issue extended, waits under watch. Two workers may read at once; that only adds readings.
 */
export async function watchOn(deps: WorkerDeps, stopping: AbortSignal): Promise<void> {
  const [waiting] = await deps.db.$queryRaw<{ id: string }[]>`
    SELECT p.id::text FROM key_rotation.phase_run p
    JOIN key_rotation.rotation r ON r.id = p.rotation_id AND r.status = 'active' AND r.retired_at IS NULL
    JOIN key_rotation.safety_period s ON s.rotation_id = r.id
    WHERE p.step_id = 'retire-old-key' AND p.status IN ('ready', 'awaiting-approval', 'approved', 'failed')
      -- The retirement itself replaces every task, which a monitor would take for a failure.
      AND p.effect_begun_at IS NULL`;
  if (!waiting) return;
  const loaded = await loadPhase(deps, waiting.id, { signal: stopping, fence: null });
  if (!loaded || (await isFresh(deps, loaded.run.rotationId, loaded.context.safety.intervalMs))) return;
  await watchOnce(loaded.context);
}

async function isFresh({ db }: WorkerDeps, rotationId: string, intervalMs: number): Promise<boolean> {
  const [newest] = await db.$queryRaw<{ fresh: boolean | null }[]>`
    SELECT max(at) > now() - make_interval(secs => ${intervalMs / 1000}) AS fresh
    FROM key_rotation.monitor_sample WHERE rotation_id = ${rotationId}`;
  return newest?.fresh === true;
}

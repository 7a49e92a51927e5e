import { watchOnce } from "../domain/rotation/checks/safety-checks.ts";
import { loadPhase } from "./load-phase.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** After which a reading without an outcome is taken for one whose worker died. */
const LONGEST_SECONDS = 600;

interface Claim {
  phaseRunId: string;
  rotationId: string;
  until: string;
}

/**
 * Goes on reading the monitors after the safety period's own watch has ended, until the old key begins to leave: whoever waits
 * for approvals, or for a period that an issue extended, waits under watch. Of several workers one reads, for it counts cells.
 */
export async function watchOn(deps: WorkerDeps, stopping: AbortSignal): Promise<void> {
  for (const { phaseRunId, rotationId, until } of await claimReadings(deps)) {
    const loaded = await loadPhase(deps, phaseRunId, { signal: stopping, fence: null });
    if (!loaded) continue;
    await watchOnce(loaded.context);
    const seconds = loaded.context.safety.intervalMs / 1000;
    await deps.db.$executeRaw`
      UPDATE key_rotation.safety_period SET next_reading_at = clock_timestamp() + make_interval(secs => ${seconds})
      WHERE rotation_id = ${rotationId} AND next_reading_at = ${until}::timestamptz`;
  }
}

function claimReadings({ db }: WorkerDeps): Promise<Claim[]> {
  return db.$queryRaw<Claim[]>`
    UPDATE key_rotation.safety_period s
    SET next_reading_at = clock_timestamp() + make_interval(secs => ${LONGEST_SECONDS})
    FROM key_rotation.phase_run p JOIN key_rotation.rotation r ON r.id = p.rotation_id
    WHERE r.id = s.rotation_id AND r.status = 'active' AND r.retired_at IS NULL
      AND p.step_id = 'retire-old-key' AND p.status IN ('ready', 'awaiting-approval', 'approved', 'failed')
      -- The retirement itself replaces every task, which a monitor would take for a failure.
      AND p.effect_begun_at IS NULL
      AND (s.next_reading_at IS NULL OR s.next_reading_at <= clock_timestamp())
    RETURNING p.id::text AS "phaseRunId", s.rotation_id AS "rotationId", s.next_reading_at::text AS until`;
}

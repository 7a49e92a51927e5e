import type { Transaction } from "#lib/db/client.ts";
import type { SafetyClock } from "../../domain/rotation/safety-period.ts";

/** The period of a rotation, locked so that reports and closings take turns; null before it began. */
export async function lockSafetyPeriod(
  tx: Transaction,
  rotationId: string,
): Promise<(SafetyClock & { watchRun: string }) | null> {
  const [row] = await tx.$queryRaw<(SafetyClock & { watchRun: string })[]>`
    SELECT coalesce(renewed_at, started_at) AS "startedAt", ends_at AS "endsAt", extract(epoch FROM hour)::float8 * 1000 AS "hourMs",
      watch_run::text AS "watchRun"
    FROM key_rotation.safety_period WHERE rotation_id = ${rotationId} FOR UPDATE`;
  return row ?? null;
}

/** Moves the end later; a database trigger refuses to move it earlier. */
export async function moveEnd(tx: Transaction, rotationId: string, endsAt: Date): Promise<void> {
  await tx.safetyPeriod.update({ where: { rotationId }, data: { endsAt } });
}

import type { Transaction } from "#lib/db/client.ts";
import type { SafetyClock } from "../../domain/rotation/safety-period.ts";

/** The period of a rotation, locked so that reports and closings take turns; null before it began. */
export async function lockSafetyPeriod(tx: Transaction, rotationId: string): Promise<SafetyClock | null> {
  const [row] = await tx.$queryRaw<{ started_at: Date; ends_at: Date; hour_ms: number }[]>`
    SELECT started_at, ends_at, extract(epoch FROM hour)::float8 * 1000 AS hour_ms
    FROM key_rotation.safety_period WHERE rotation_id = ${rotationId} FOR UPDATE`;
  return row ? { startedAt: row.started_at, endsAt: row.ends_at, hourMs: row.hour_ms } : null;
}

/** Moves the end later; a database trigger refuses to move it earlier. */
export async function moveEnd(tx: Transaction, rotationId: string, endsAt: Date): Promise<void> {
  await tx.safetyPeriod.update({ where: { rotationId }, data: { endsAt } });
}

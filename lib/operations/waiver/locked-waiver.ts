import type { Transaction } from "#lib/db/client.ts";
import type { Rotation, Waiver } from "#prisma/generated/client.ts";
import { type AuditEvent, auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";

/** Locks a rotation that is under way, so that two callers on it take turns. */
export async function lockActiveRotation(tx: Transaction, rotationId: string): Promise<Result<Rotation>> {
  await tx.$queryRaw`SELECT id FROM key_rotation.rotation WHERE id = ${rotationId} FOR UPDATE`;
  const rotation = await tx.rotation.findUnique({ where: { id: rotationId } });
  if (!rotation) return refuse("not-found", "There is no such rotation.");
  if (rotation.status !== "active") return refuse("wrong-state", "This rotation is over.");
  return ok(rotation);
}

export interface LockedWaiver {
  waiver: Waiver;
  rotation: Rotation;
}

export async function lockWaiver(tx: Transaction, waiverId: string): Promise<Result<LockedWaiver>> {
  const found = await tx.waiver.findUnique({ where: { id: waiverId }, select: { rotationId: true } });
  if (!found) return refuse("not-found", "There is no such waiver.");
  const rotation = await lockActiveRotation(tx, found.rotationId);
  if (!rotation.ok) return rotation;
  // Read under the lock: a withdrawal or another decision may have come first.
  const waiver = await tx.waiver.findUniqueOrThrow({ where: { id: waiverId } });
  return ok({ waiver, rotation: rotation.value });
}

export function waiverEvent(
  { waiver, rotation }: LockedWaiver,
  action: string,
  changes: Record<string, unknown> = {},
): AuditEvent {
  const { id, kind, columnName, rowId, digest, phaseRunId, checkId, outcome, value, epoch, reason } = waiver;
  const subject =
    kind === "cell"
      ? { column: columnName, row: rowId, cell_digest: digest }
      : { phase_run: phaseRunId, check: checkId, outcome, value, epoch };
  return {
    action,
    entityType: "encryption_key",
    entityId: BigInt(rotation.newVersion),
    changes: { rotation: rotation.id, waiver: id, ...subject, reason, ...changes },
    context: auditContextOf(rotation.type),
  };
}

import type { Transaction } from "#lib/db/client.ts";
import type { Rotation } from "#prisma/generated/client.ts";
import type { AuditEvent } from "../../domain/audit/audit-event.ts";
import { writeEntry } from "../../domain/rotation/steps/audit-entry.ts";
import { generate } from "../../domain/rotation/steps/generate-key.ts";

export interface PhaseOutcome {
  tx: Transaction;
  rotation: Rotation;
  evidence: unknown;
  now: Date;
}

/**
 * What the completion of a phase means for the key versions and the rotation (key states of NIST SP 800-57 Part 1), and
 * the rows of the trail that the procedure asks for beside the phase's own.
 */
const CONSEQUENCES: Record<string, (outcome: PhaseOutcome) => Promise<Omit<AuditEvent, "context">[]>> = {
  "generate-key/generate": async ({ tx, rotation, evidence }) => {
    const { fingerprint } = generate.readEvidence(evidence);
    const number = rotation.newVersion;
    await tx.keyVersion.create({
      data: { number, fingerprint, state: "pre-activation", rotationId: rotation.id },
    });
    return [];
  },
  "deploy/switch-writes": async ({ tx, rotation, now }) => {
    const old = { where: { number: rotation.oldVersion } };
    await tx.keyVersion.update({ ...old, data: { state: "deactivated", deactivatedAt: now } });
    await tx.keyVersion.update({
      where: { number: rotation.newVersion },
      data: { state: "active", activatedAt: now },
    });
    return [];
  },
  "retire-old-key/retire": async ({ tx, rotation, now }) => {
    await tx.rotation.update({ where: { id: rotation.id }, data: { retiredAt: now } });
    return [];
  },
  "audit-entry/write-entry": async ({ rotation, evidence }) => [
    {
      action: "KEY_ROTATION",
      entityType: "encryption_key",
      entityId: BigInt(rotation.newVersion),
      changes: { ...writeEntry.readEvidence(evidence).record, rotation: rotation.id },
    },
  ],
  "documentation/documents": async ({ tx, rotation, now }) => {
    await tx.rotation.update({ where: { id: rotation.id }, data: { status: "completed", finishedAt: now } });
    return [];
  },
  "destroy-old-key/destroy": async ({ tx, rotation, now }) => {
    const key = { where: { number: rotation.oldVersion } };
    await tx.keyVersion.update({ ...key, data: { state: "destroyed", destroyedAt: now } });
    await tx.escrowCopy.deleteMany({ where: { keyVersion: rotation.oldVersion } });
    return [
      {
        action: "KEY_DESTROYED",
        entityType: "encryption_key",
        entityId: BigInt(rotation.oldVersion),
        changes: { rotation: rotation.id },
      },
    ];
  },
};

export async function applyConsequences(
  key: string,
  outcome: PhaseOutcome,
): Promise<Omit<AuditEvent, "context">[]> {
  return (await CONSEQUENCES[key]?.(outcome)) ?? [];
}

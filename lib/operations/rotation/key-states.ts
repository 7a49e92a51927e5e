import type { Transaction } from "#lib/db/client.ts";
import type { Rotation } from "#prisma/generated/client.ts";
import { generate } from "../../domain/rotation/steps/generate-key.ts";

interface PhaseOutcome {
  rotation: Rotation;
  stepId: string;
  phaseId: string;
  evidence: unknown;
  now: Date;
}

/**
 * Keeps `key_version` in step (states of NIST SP 800-57 Part 1): a generated key is pre-activation; the switch of writes
 * makes it active and leaves the old one deactivated, for decryption only.
 */
export async function recordKeyStates(tx: Transaction, outcome: PhaseOutcome): Promise<void> {
  const { rotation, stepId, phaseId, evidence, now } = outcome;
  if (stepId === "generate-key") {
    const { fingerprint } = generate.readEvidence(evidence);
    const number = rotation.newVersion;
    await tx.keyVersion.create({
      data: { number, fingerprint, state: "pre-activation", rotationId: rotation.id },
    });
  }
  if (stepId === "deploy" && phaseId === "switch-writes") {
    await tx.keyVersion.update({
      where: { number: rotation.oldVersion },
      data: { state: "deactivated", deactivatedAt: now },
    });
    await tx.keyVersion.update({
      where: { number: rotation.newVersion },
      data: { state: "active", activatedAt: now },
    });
  }
}

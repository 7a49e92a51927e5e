import type { Phase, Step } from "./step.ts";
import { auditEntry } from "./steps/audit-entry.ts";
import { checklist } from "./steps/checklist.ts";
import { deploy } from "./steps/deploy.ts";
import { destroyOldKey } from "./steps/destroy-old-key.ts";
import { documentation } from "./steps/documentation.ts";
import { generateKey } from "./steps/generate-key.ts";
import { reEncrypt } from "./steps/re-encrypt.ts";
import { retireOldKey } from "./steps/retire-old-key.ts";
import { safetyPeriod } from "./steps/safety-period.ts";
import { storeKey } from "./steps/store-key.ts";
import { verify } from "./steps/verify.ts";

/** The procedure. Its order is a security decision: a step opens when every step before it is completed. */
export const PROCEDURE: readonly Step[] = [
  checklist,
  generateKey,
  storeKey,
  deploy,
  reEncrypt,
  verify,
  safetyPeriod,
  retireOldKey,
  auditEntry,
  documentation,
  destroyOldKey,
];

export function findStep(stepId: string): Step | undefined {
  return PROCEDURE.find((step) => step.id === stepId);
}

export function findPhase(stepId: string, phaseId: string): Phase | undefined {
  return findStep(stepId)?.phases.find((phase) => phase.id === phaseId);
}

/** Every phase in the order in which it must be completed. */
export function phasesInOrder(): { step: Step; phase: Phase }[] {
  return PROCEDURE.flatMap((step) => step.phases.map((phase) => ({ step, phase })));
}

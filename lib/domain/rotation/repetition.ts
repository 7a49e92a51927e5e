import { findPhase } from "./procedure.ts";

/** What is done once more, and its approvals voided, when re-encryption is repeated. */
export const REPEATED_STEPS = ["re-encrypt", "verify", "safety-period", "retire-old-key"];

interface RepeatableRun {
  stepId: string;
  phaseId: string;
  status: string;
  effectBegunAt: Date | null;
}

/**
 * Whether re-encryption may be repeated from this phase: from the verification on, unless work is under way. The safety
 * period only watches, so it may be left while it runs; a retirement that has begun may already have removed the key.
 */
export function mayRepeatReEncryption({ stepId, phaseId, status, effectBegunAt }: RepeatableRun): boolean {
  if (!REPEATED_STEPS.slice(1).includes(stepId)) return false;
  if (stepId === "retire-old-key" && effectBegunAt !== null) return false;
  return status !== "running" || findPhase(stepId, phaseId)?.startsByItself === true;
}

/** Whether repeating is offered: where it is allowed and open, when something went wrong, and all through the safety period. */
export function needsRepetition(run: RepeatableRun, checks: readonly { outcome: string }[]): boolean {
  const wentWrong = run.status === "failed" || checks.some(({ outcome }) => outcome !== "pass");
  const isOpen = run.status !== "completed" && run.status !== "superseded";
  return isOpen && mayRepeatReEncryption(run) && (wentWrong || run.stepId === "safety-period");
}

import type { Phase } from "../domain/rotation/step.ts";
import type { StatusWord } from "../domain/rotation/views.ts";

export interface AnsweredCheck {
  checkId: string;
  outcome: string;
}

export interface RunState {
  stepId: string;
  phaseId: string;
  status: string;
  /** The answers of the last inspection; without them a ready phase never shows as waiting. */
  checks?: readonly AnsweredCheck[];
}

const WORDS: Record<string, StatusWord> = {
  ready: "ready",
  "awaiting-approval": "waiting-for-approval",
  approved: "ready",
  running: "in-progress",
  failed: "problem",
  completed: "completed",
};

/** A phase that has nothing but time before it is waiting, whatever its worker does meanwhile. */
export function phaseStatus(phase: Phase, run: RunState | undefined): StatusWord {
  if (!run) return "cannot-start-yet";
  const failing = (run.checks ?? []).filter(({ outcome }) => outcome !== "pass");
  const onlyTime = failing.length > 0 && failing.every((check) => isOnlyWaiting(phase, check));
  if (run.status === "ready" && onlyTime) return "waiting";
  if (run.status === "running" && phase.startsByItself) return "waiting";
  return WORDS[run.status] ?? "cannot-start-yet";
}

export function isOnlyWaiting(phase: Phase, { checkId, outcome }: AnsweredCheck): boolean {
  return outcome === "fail" && phase.checks.some((check) => check.id === checkId && check.clearsByItself);
}

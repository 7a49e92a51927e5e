import { phasesInOrder } from "./procedure.ts";
import type { PhaseState } from "./run-state.ts";

export interface PhaseKey {
  stepId: string;
  phaseId: string;
}

/** The state of the newest run of each phase that was opened so far. */
export type PhaseStates = readonly (PhaseKey & { state: PhaseState["status"] })[];

/** The first phase that is not completed; null when the performed part of the procedure is complete. */
export function frontier(states: PhaseStates): PhaseKey | null {
  const completed = (key: PhaseKey) =>
    states.some(
      (run) => run.stepId === key.stepId && run.phaseId === key.phaseId && run.state === "completed",
    );
  const next = phasesInOrder().find(({ step, phase }) => !completed({ stepId: step.id, phaseId: phase.id }));
  return next ? { stepId: next.step.id, phaseId: next.phase.id } : null;
}

/** Whether actions on this phase are open: only the frontier is, whatever its own state says. */
export function isOpen(states: PhaseStates, key: PhaseKey): boolean {
  const open = frontier(states);
  return open?.stepId === key.stepId && open.phaseId === key.phaseId;
}

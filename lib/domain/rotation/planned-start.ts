import { ok, type Result, refuse } from "../result.ts";
import type { PhaseState } from "./run-state.ts";

const LATEST_MS = 90 * 86_400_000;
/** "Now" stands in a form that people fill in for a while. */
const PASSED_MS = 3_600_000;
const ZONE = /(Z|[+-]\d{2}:?\d{2})$/;
const CHECKLIST_HOURS = 24;

/** What was typed as the planned start: an ISO 8601 instant, or one without a zone, which is UTC. */
export function readPlannedStart(text: string, now: Date): Result<Date> {
  const start = new Date(ZONE.test(text) ? text : `${text}Z`);
  if (now.getTime() - start.getTime() > PASSED_MS)
    return refuse("invalid-input", "The planned start has passed. Choose now, or a later time.");
  return start.getTime() - now.getTime() > LATEST_MS
    ? refuse("invalid-input", "Plan the start within the next 90 days.")
    : ok(start);
}

/** The checklist is due 24 hours of policy before the planned start: nothing is approved or begun earlier. */
export function startsFrom(plannedStart: Date, hourMs: number): Date {
  return new Date(plannedStart.getTime() - CHECKLIST_HOURS * hourMs);
}

/** Whether the planned start may still be moved from the open phase: until its approval is asked for. */
export function mayMoveStart({ stepId, state }: { stepId: string; state: PhaseState }): boolean {
  if (stepId !== "checklist") return false;
  return state.status === "ready" || (state.status === "failed" && !state.approved);
}

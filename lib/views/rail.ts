import { PROCEDURE } from "../domain/rotation/procedure.ts";
import type { StatusWord, StepRailItemView } from "../domain/rotation/views.ts";
import { phaseStatus, type RunState } from "./phase-status.ts";

/** Steps that an open issue of the safety period keeps from ending. */
const HELD_BY_ISSUES = ["safety-period", "retire-old-key"];

/** The whole procedure with the status of each step, derived from the newest run of each of its phases. */
export function railOf(rotationId: string, runs: readonly RunState[], openIssues = 0): StepRailItemView[] {
  const live = runs.filter((run) => run.status !== "superseded");
  return PROCEDURE.map((step) => {
    const states = step.phases.map((phase) =>
      phaseStatus(
        phase,
        live.find((run) => run.stepId === step.id && run.phaseId === phase.id),
      ),
    );
    const href =
      step.number === null
        ? `/rotations/${rotationId}/checklist`
        : `/rotations/${rotationId}/steps/${step.id}`;
    const status = stepStatus(states);
    const isHeld =
      openIssues > 0 &&
      HELD_BY_ISSUES.includes(step.id) &&
      status !== "completed" &&
      status !== "cannot-start-yet";
    return { id: step.id, number: step.number, title: step.title, status: isHeld ? "problem" : status, href };
  });
}

/** A step is where its first unfinished phase is; between two phases it is in progress. */
function stepStatus(phases: readonly StatusWord[]): StatusWord {
  if (phases.length === 0) return "cannot-start-yet";
  if (phases.every((status) => status === "completed")) return "completed";
  const current = phases.find((status) => status !== "completed") ?? "completed";
  const begun = phases.includes("completed");
  return begun && (current === "ready" || current === "cannot-start-yet") ? "in-progress" : current;
}

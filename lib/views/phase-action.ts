import type { Phase } from "../domain/rotation/step.ts";
import type { ApprovalView, BlockerView, PhaseActionView } from "../domain/rotation/views.ts";
import type { PhaseRunRow } from "./phase-run-row.ts";
import { isOnlyWaiting } from "./phase-status.ts";

interface ActionFacts {
  phase: Phase;
  approval: ApprovalView | null;
  rotation: { oldVersion: number; newVersion: number };
}

/** Whether the approval of a phase that failed was neither spent nor taken back. Who repeats the phase uses it once more. */
export function approvalStands({ status, requests }: Pick<PhaseRunRow, "status" | "requests">): boolean {
  return status === "failed" && requests.length > 0;
}

/** Whether an approval that is still out has run out. */
function hasExpired(approval: ApprovalView | null, run: PhaseRunRow): boolean {
  const isLive = ["awaiting-approval", "approved"].includes(run.status) || approvalStands(run);
  return isLive && approval?.status === "expired";
}

/** The one thing to do next in this phase, or null while it runs or when it is done. */
export function actionOf(
  { phase, approval, rotation }: ActionFacts,
  run: PhaseRunRow,
): PhaseActionView | null {
  const phrase = phase.phrase?.(rotation) ?? null;
  const perform = { kind: "perform", label: phase.actionLabel, phrase } as const;
  const request = {
    kind: "request-approval",
    label: `Request approval (${phase.gate?.id})`,
    phrase: null,
  } as const;
  if (hasExpired(approval, run))
    return { kind: "withdraw", label: "Clear the expired approval", phrase: null };
  switch (run.status) {
    case "ready":
      return phase.gate ? request : perform;
    case "approved":
      return perform;
    case "failed":
      return phase.gate && !approvalStands(run) ? request : { ...perform, kind: "retry", label: "Try again" };
    default:
      return null;
  }
}

/** Why the action cannot be pressed now. A failed phase may be tried again: the worker judges the checks then. */
export function blockersOf(
  { phase, approval }: Pick<ActionFacts, "phase" | "approval">,
  run: PhaseRunRow,
  waived: ReadonlyMap<string, string>,
): BlockerView[] {
  if (hasExpired(approval, run)) return [];
  if (run.status === "awaiting-approval") {
    return [{ kind: "wait", text: `Somebody else has to approve this (${phase.gate?.title ?? ""}).` }];
  }
  const judges = run.status === "failed" && phase.gate !== null && !approvalStands(run);
  if (run.status !== "ready" && run.status !== "approved" && !judges) return [];
  if (run.inspectedAt === null) return [{ kind: "wait", text: "The worker is running the checks." }];
  const failing = run.checks
    .filter((check) => check.outcome !== "pass" && !waived.has(check.checkId))
    .map(
      (check): BlockerView => ({
        kind: isOnlyWaiting(phase, check) ? "wait" : "fix",
        text: `${check.label}: ${check.value}`,
        remedy: phase.checks.find(({ id }) => id === check.checkId)?.remedy,
      }),
    );
  const unplanned: BlockerView[] =
    run.plan === null
      ? [{ kind: "fix", text: run.problem ?? "The plan could not be made. Check again." }]
      : [];
  return [...failing, ...unplanned];
}

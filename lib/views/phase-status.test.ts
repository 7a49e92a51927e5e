import { expect, test } from "vitest";
import { destroy } from "../domain/rotation/steps/destroy-old-key.ts";
import { watch } from "../domain/rotation/steps/safety-period.ts";
import type { ApprovalView } from "../domain/rotation/views.ts";
import { blockersOf } from "./phase-action.ts";
import type { PhaseRunRow } from "./phase-run-row.ts";
import { phaseStatus } from "./phase-status.ts";
import { railOf } from "./rail.ts";

const answer = (checkId: string, outcome: string) => ({
  checkId,
  outcome,
  label: checkId,
  value: "as it is",
  waived: undefined,
});
const KEPT_TOO_SHORT = answer("retention-over", "fail");
const MANUAL = answer("no-kept-snapshot-needs-old-key", "fail");
const run = (status: string, ...checks: ReturnType<typeof answer>[]) => ({
  stepId: "destroy-old-key",
  phaseId: "destroy",
  status,
  checks,
});

test.each([
  ["waiting", "ready", [KEPT_TOO_SHORT]],
  ["ready", "ready", [KEPT_TOO_SHORT, MANUAL]],
  ["ready", "ready", [answer("retention-over", "unknown")]],
  ["ready", "ready", [answer("retention-over", "pass")]],
  ["ready", "ready", []],
  ["waiting-for-approval", "awaiting-approval", [KEPT_TOO_SHORT]],
] as const)("a phase is %s when it is %s and %j", (word, status, checks) => {
  expect(phaseStatus(destroy, run(status, ...checks))).toBe(word);
});

test("the rail says of a safety period that it waits, not that somebody works on it", () => {
  const state = { stepId: "safety-period", phaseId: watch.id, status: "running" };
  const rail = railOf("KR-1", [state]);
  expect(rail.find(({ id }) => id === "safety-period")?.status).toBe("waiting");
});

test("while an issue of the safety period is open the step that it holds is a problem, and no other", () => {
  const ended = { stepId: "safety-period", phaseId: watch.id, status: "completed" };
  const retiring = { stepId: "retire-old-key", phaseId: "retire", status: "ready" };
  const statusesWith = (openIssues: number) => {
    const rail = railOf("KR-1", [ended, retiring], openIssues);
    return rail.filter(({ status }) => status !== "cannot-start-yet").map(({ status }) => status);
  };
  expect(statusesWith(0)).toEqual(["completed", "ready"]);
  expect(statusesWith(1)).toEqual(["completed", "problem"]);
});

test("what was approved is not begun while a check is known to fail, and its expired approval is cleared first", () => {
  const row = { ...run("approved", KEPT_TOO_SHORT, MANUAL), inspectedAt: new Date(), plan: {} };
  const blockersWith = (approval: { status: string } | null) =>
    blockersOf(
      { phase: destroy, approval: approval as ApprovalView | null },
      row as unknown as PhaseRunRow,
      new Map(),
    );
  expect(blockersWith({ status: "approved" }).map(({ kind }) => kind)).toEqual(["wait", "fix"]);
  expect(blockersWith({ status: "expired" })).toEqual([]);
});

test("what time mends is to be waited for, what a person mends is to be fixed", () => {
  const row = { ...run("ready", KEPT_TOO_SHORT, MANUAL), inspectedAt: new Date(), plan: {} };
  const blockers = blockersOf({ phase: destroy, approval: null }, row as unknown as PhaseRunRow, new Map());
  expect(blockers.map(({ kind }) => kind)).toEqual(["wait", "fix"]);
});

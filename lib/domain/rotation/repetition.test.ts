import { expect, test } from "vitest";
import { phasesInOrder } from "./procedure.ts";
import { mayRepeatReEncryption, needsRepetition } from "./repetition.ts";

const BEGUN = new Date(0);
const everyRun = phasesInOrder().flatMap(({ step, phase }) =>
  ["ready", "awaiting-approval", "approved", "running", "failed"].flatMap((status) =>
    [null, BEGUN].map((effectBegunAt) => ({ stepId: step.id, phaseId: phase.id, status, effectBegunAt })),
  ),
);
const allowed = everyRun.filter((run) => mayRepeatReEncryption(run));

test("re-encryption is repeated from the verification, the safety period and the retirement only", () => {
  expect(new Set(allowed.map(({ stepId }) => stepId))).toEqual(
    new Set(["verify", "safety-period", "retire-old-key"]),
  );
});

test("the safety period may be left while it runs, other work never", () => {
  expect(new Set(allowed.filter(({ status }) => status === "running").map(({ stepId }) => stepId))).toEqual(
    new Set(["safety-period"]),
  );
});

test("a retirement that has begun cannot be left for a repetition, whatever became of it", () => {
  expect(
    allowed.filter(({ stepId, effectBegunAt }) => stepId === "retire-old-key" && effectBegunAt !== null),
  ).toEqual([]);
});

const FAILS = [{ outcome: "pass" }, { outcome: "fail" }];
const PASS = [{ outcome: "pass" }];

test("repeating is offered where a check before the retirement fails, so that nobody is left without a way out", () => {
  const retire = { stepId: "retire-old-key", phaseId: "retire", effectBegunAt: null };
  for (const status of ["ready", "awaiting-approval", "approved", "failed"])
    expect([status, needsRepetition({ ...retire, status }, FAILS)]).toEqual([status, true]);
  expect(needsRepetition({ ...retire, status: "ready" }, PASS)).toBe(false);
  expect(needsRepetition({ ...retire, status: "failed" }, PASS)).toBe(true);
  expect(needsRepetition({ ...retire, status: "failed", effectBegunAt: BEGUN }, FAILS)).toBe(false);
});

test("repeating is never offered at a phase that is over: it would be refused there", () => {
  for (const { step, phase } of phasesInOrder())
    for (const status of ["completed", "superseded"]) {
      const run = { stepId: step.id, phaseId: phase.id, status, effectBegunAt: BEGUN };
      expect(needsRepetition(run, FAILS)).toBe(false);
    }
});

import { expect, test } from "vitest";
import { phasesInOrder } from "./procedure.ts";
import { mayRepeatReEncryption } from "./repetition.ts";

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

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { frontier, isOpen, type PhaseStates } from "./position.ts";
import { phasesInOrder } from "./procedure.ts";

const ORDER = phasesInOrder().map(({ step, phase }) => ({ stepId: step.id, phaseId: phase.id }));
const UNFINISHED = ["ready", "awaiting-approval", "approved", "running", "failed", "superseded"] as const;

const worlds: fc.Arbitrary<PhaseStates> = fc
  .tuple(...ORDER.map(() => fc.constantFrom("completed" as const, ...UNFINISHED, null)))
  .chain((states) => {
    const rows = ORDER.flatMap((key, index) => {
      const state = states[index];
      return state ? [{ ...key, state }] : [];
    });
    return fc.shuffledSubarray(rows, { minLength: rows.length });
  });

test("only the first phase that is not completed is open, whatever later phases claim to be", () => {
  fc.assert(
    fc.property(worlds, (states) => {
      const done = (key: (typeof ORDER)[number]) =>
        states.some(
          (it) => it.stepId === key.stepId && it.phaseId === key.phaseId && it.state === "completed",
        );
      const expected = ORDER.find((key) => !done(key)) ?? null;
      expect(frontier(states)).toEqual(expected);
      const open = ORDER.filter((key) => isOpen(states, key));
      expect(open).toEqual(expected ? [expected] : []);
    }),
    { numRuns: 1_000 },
  );
});

test("completing the open phases one after another goes through the procedure in its order", () => {
  const completed: PhaseStates[number][] = [];
  for (const key of ORDER) {
    expect(frontier(completed)).toEqual(key);
    completed.push({ ...key, state: "completed" });
  }
  expect(frontier(completed)).toBeNull();
});

import { expect, test } from "vitest";
import type { GateId } from "../rotation/step.ts";
import { approversNeeded, DEFAULT_POLICY, GATES, Policy } from "./policy.ts";

const accepts = (change: Record<string, unknown>) =>
  Policy.safeParse({ ...DEFAULT_POLICY, ...change }).success;

test("the written procedure is the policy until somebody tightens it", () => {
  expect(Policy.parse(DEFAULT_POLICY)).toEqual({
    safetyHours: 24,
    destroyAfterDays: 30,
    auditRetentionYears: 6,
    timeZone: "UTC",
    approvers: { A1: 1, A2: 1, A2b: 1, A3: 1, A4: 2, A5: 1 },
  });
});

const approvers = (change: Partial<Record<GateId, number>>) => ({
  approvers: { ...DEFAULT_POLICY.approvers, ...change },
});

test.each([
  ["a safety period under 24 hours", { safetyHours: 23 }],
  ["a safety period of no hours", { safetyHours: 0 }],
  ["a safety period that is no whole number", { safetyHours: 24.5 }],
  ["a key destroyed before 30 days have passed", { destroyAfterDays: 29 }],
  ["records kept for less than six years", { auditRetentionYears: 5 }],
  ["a time zone that does not exist", { timeZone: "Europe/Atlantis" }],
  ["one approver for the retirement of the old key", approvers({ A4: 1 })],
  ["a gate that nobody has to approve", approvers({ A3: 0 })],
  ["half an approver", approvers({ A2: 1.5 })],
  ["more approvers than a request can hold", approvers({ A5: 6 })],
  ["a gate without its number", { approvers: { A1: 1 } }],
  ["no number at all", { safetyHours: "soon" }],
])("the policy refuses %s", (_, change) => expect(accepts(change)).toBe(false));

test("the policy may be stricter than the procedure", () => {
  expect(
    accepts({
      safetyHours: "72",
      destroyAfterDays: 90,
      auditRetentionYears: 10,
      timeZone: "Europe/Bucharest",
      ...approvers({ A1: 2, A4: 3 }),
    }),
  ).toBe(true);
});

test("a policy that was saved before gates had numbers asks for those of the procedure", () => {
  const { approvers: _, ...older } = DEFAULT_POLICY;
  expect(Policy.parse(older)).toEqual(DEFAULT_POLICY);
});

test("no policy, however it came to be stored, brings a gate below the procedure's number", () => {
  const none = { A1: 0, A2: 0, A2b: 0, A3: 0, A4: 0, A5: 0 };
  expect(GATES.map((gate) => [gate.id, approversNeeded(gate, { approvers: none })])).toEqual(
    GATES.map(({ id, count }) => [id, count]),
  );
  const stricter = { ...none, A4: 3 };
  expect(GATES.map((gate) => approversNeeded(gate, { approvers: stricter }))).toContain(3);
});

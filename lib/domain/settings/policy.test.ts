import { expect, test } from "vitest";
import { DEFAULT_POLICY, Policy } from "./policy.ts";

const accepts = (change: Record<string, unknown>) =>
  Policy.safeParse({ ...DEFAULT_POLICY, ...change }).success;

test("the written procedure is the policy until somebody tightens it", () => {
  expect(Policy.parse(DEFAULT_POLICY)).toEqual({
    safetyHours: 24,
    destroyAfterDays: 30,
    auditRetentionYears: 6,
    timeZone: "UTC",
  });
});

test.each([
  ["a safety period under 24 hours", { safetyHours: 23 }],
  ["a safety period of no hours", { safetyHours: 0 }],
  ["a safety period that is no whole number", { safetyHours: 24.5 }],
  ["a key destroyed before 30 days have passed", { destroyAfterDays: 29 }],
  ["records kept for less than six years", { auditRetentionYears: 5 }],
  ["a time zone that does not exist", { timeZone: "Europe/Atlantis" }],
  ["no number at all", { safetyHours: "soon" }],
])("the policy refuses %s", (_, change) => expect(accepts(change)).toBe(false));

test("the policy may be stricter than the procedure", () => {
  expect(
    accepts({
      safetyHours: "72",
      destroyAfterDays: 90,
      auditRetentionYears: 10,
      timeZone: "Europe/Bucharest",
    }),
  ).toBe(true);
});

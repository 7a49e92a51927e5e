import { expect, test } from "vitest";
import { rotationIdOf } from "./rotation-id.ts";

test.each([
  ["2026-01-01T00:00:00Z", 2, "2026-q1-v2"],
  ["2026-03-31T23:59:59Z", 3, "2026-q1-v3"],
  ["2026-04-01T00:00:00Z", 4, "2026-q2-v4"],
  ["2026-09-30T23:59:59Z", 255, "2026-q3-v255"],
  ["2026-10-01T00:00:00Z", 5, "2026-q4-v5"],
  ["2026-12-31T23:30:00-05:00", 6, "2027-q1-v6"],
])("a rotation that starts at %s with key %i is %s", (at, version, expected) => {
  expect(rotationIdOf(new Date(at), version)).toBe(expected);
});

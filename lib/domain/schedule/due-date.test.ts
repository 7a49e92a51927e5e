import { expect, test } from "vitest";
import { dueDate } from "./due-date.ts";

test.each([
  ["2026-02-01T09:30:00Z", "2026-05-02T09:30:00Z"],
  ["2024-01-01T00:00:00Z", "2024-03-31T00:00:00Z"],
  ["2026-11-01T00:00:00Z", "2027-01-30T00:00:00Z"],
])("a key that became active at %s is due at %s, 90 days later", (activated, due) => {
  expect(dueDate(new Date(activated))).toEqual(new Date(due));
});

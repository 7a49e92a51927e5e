import { expect, test } from "vitest";
import { daysOverdue, dueDate } from "./due-date.ts";

test.each([
  ["2026-02-01T09:30:00Z", "2026-05-02T09:30:00Z"],
  ["2024-01-01T00:00:00Z", "2024-03-31T00:00:00Z"],
  ["2026-11-01T00:00:00Z", "2027-01-30T00:00:00Z"],
])("a key that became active at %s is due at %s, 90 days later", (activated, due) => {
  expect(dueDate(new Date(activated))).toEqual(new Date(due));
});

test.each([
  [-1, 0],
  [0, 0],
  [86_399_999, 0],
  [86_400_000, 1],
  [864_000_000, 10],
])("%i ms after the due date a key is %i whole days overdue", (late, days) => {
  const due = new Date("2026-05-02T09:30:00Z");
  expect(daysOverdue(due, new Date(due.getTime() + late))).toBe(days);
});

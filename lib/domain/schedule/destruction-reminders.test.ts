import { expect, test } from "vitest";
import { destructionReminder } from "./destruction-reminders.ts";

const DAY_MS = 86_400_000;
const DESTROY_FROM = new Date("2026-03-15T09:00:00Z");

test.each([
  ["a week before, less a second", "2026-03-08T08:59:59Z", null],
  ["a week before", "2026-03-08T09:00:00Z", "2026-03-08T09:00:00.000Z"],
  ["the day before", "2026-03-14T09:00:00Z", "2026-03-08T09:00:00.000Z"],
  ["on the day", "2026-03-15T09:00:00Z", "2026-03-15T09:00:00.000Z"],
  ["six days after", "2026-03-21T09:00:00Z", "2026-03-15T09:00:00.000Z"],
  ["a week after", "2026-03-22T09:00:00Z", "2026-03-22T09:00:00.000Z"],
  ["after a long sleep only the newest", "2026-06-01T00:00:00Z", "2026-05-31T09:00:00.000Z"],
])("%s, the reminder that is due is the last one of the weekly row", (_, now, due) => {
  expect(destructionReminder(DESTROY_FROM, new Date(now), DAY_MS)?.toISOString() ?? null).toBe(due);
});

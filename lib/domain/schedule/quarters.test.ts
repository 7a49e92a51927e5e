import { expect, test } from "vitest";
import { judgeQuarter, nextDates, quartersOf } from "./quarters.ts";

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const first = quartersOf(2026)[0];
if (!first) throw new Error("a year has quarters");

test("the calendar is 1 February, 1 May, 1 August and 1 November", () => {
  expect(quartersOf(2026).map((quarter) => quarter.dueAt.toISOString().slice(0, 10))).toEqual([
    "2026-02-01",
    "2026-05-01",
    "2026-08-01",
    "2026-11-01",
  ]);
});

test("the next eight dates go on into the following years", () => {
  const dates = nextDates(day("2026-11-23"), 8).map((date) => date.toISOString().slice(0, 10));
  expect(dates[0]).toBe("2027-02-01");
  expect(dates).toHaveLength(8);
  expect(dates.at(-1)).toBe("2028-11-01");
});

test.each([
  ["2026-02-05", "2026-01-01", "2026-06-01", "on-time"],
  ["2026-03-05", "2026-01-01", "2026-06-01", "late"],
  [null, "2026-01-01", "2026-06-01", "missed"],
  [null, "2026-01-01", "2026-02-10", "open"],
  [null, "2025-12-01", "2026-01-10", "upcoming"],
  [null, "2026-06-01", "2026-07-01", "before-adoption"],
] as const)("completed %s, adopted %s, seen %s: the first quarter is %s", (done, since, now, status) => {
  expect(judgeQuarter(first, done ? day(done) : null, day(since), day(now))).toBe(status);
});

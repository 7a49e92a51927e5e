import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addDays } from "./day.ts";
import { judgeQuarter, quarterAt, quartersAfter, quartersOf } from "./quarters.ts";

const first = quartersOf(2026)[0];
if (!first) throw new Error("a year has quarters");

test("the calendar is 1 February, 1 May, 1 August and 1 November, with seven days to complete", () => {
  expect(quartersOf(2026).map(({ label, date, deadline }) => [label, date, deadline])).toEqual([
    ["Q1 2026", "2026-02-01", "2026-02-08"],
    ["Q2 2026", "2026-05-01", "2026-05-08"],
    ["Q3 2026", "2026-08-01", "2026-08-08"],
    ["Q4 2026", "2026-11-01", "2026-11-08"],
  ]);
});

test("each month belongs to the quarter that a rotation on its first day counts for", () => {
  const months = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, "0"));
  const labels = months.map((month) => quarterAt(`2026-${month}-01`).label);
  expect(labels.map((label) => label.slice(0, 2)).join(" ")).toBe("Q4 Q1 Q1 Q1 Q2 Q2 Q2 Q3 Q3 Q3 Q4 Q4");
  expect([labels[0], quarterAt("2026-01-17").label, quarterAt("2026-01-18").label]).toEqual([
    "Q4 2025",
    "Q4 2025",
    "Q1 2026",
  ]);
});

test("the next eight quarters go on into the following years", () => {
  const dates = quartersAfter("2026-11-23", 8).map(({ date }) => date);
  expect(dates[0]).toBe("2027-02-01");
  expect(dates).toHaveLength(8);
  expect(dates.at(-1)).toBe("2028-11-01");
});

test.each([
  ["2027-01-17", "2027-02-01"],
  ["2027-01-18", "2027-05-01"],
  ["2027-02-01", "2027-05-01"],
])("after a rotation on %s the calendar's next date is %s: up to 14 days early it counts", (day, next) => {
  expect(quartersAfter(day, 1)[0]?.date).toBe(next);
});

test("a rotation on any day counts for exactly one quarter", () => {
  const quarters = [2026, 2027, 2028].flatMap(quartersOf);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900 }), (days) => {
      const day = addDays("2026-03-01", days);
      expect(quarters.filter(({ opensOn, endsOn }) => opensOn <= day && day < endsOn)).toHaveLength(1);
    }),
  );
});

test.each([
  ["2026-01-20", "2026-01-01", "2026-06-01", "on-time"],
  ["2026-02-07", "2026-01-01", "2026-06-01", "on-time"],
  ["2026-02-08", "2026-01-01", "2026-06-01", "late"],
  ["2026-03-05", "2026-01-01", "2026-06-01", "late"],
  [null, "2026-01-01", "2026-06-01", "missed"],
  [null, "2026-01-01", "2026-02-10", "open"],
  [null, "2025-12-01", "2026-01-10", "upcoming"],
  [null, "2026-06-01", "2026-07-01", "before-adoption"],
] as const)("completed %s, adopted %s, seen %s: the first quarter is %s", (done, since, today, status) => {
  expect(judgeQuarter(first, done, since, today)).toBe(status);
});

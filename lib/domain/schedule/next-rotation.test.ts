import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, startOfDay } from "./day.ts";
import { nextRotation, nextRotations } from "./next-rotation.ts";
import { quartersAfter } from "./quarters.ts";

const next = (activatedAt: string, timeZone = "UTC") => nextRotation(new Date(activatedAt), timeZone);

describe("the proposed date of the next rotation", () => {
  test("is the calendar's while that comes before the 90 days are over", () => {
    expect(next("2026-02-04T00:00:00Z")).toMatchObject({
      date: "2026-05-01",
      policyDay: "2026-05-05",
      conflict:
        "The calendar’s date, 2026-05-01, comes 4 days before the 90 days end on 2026-05-05. Rotate on 2026-05-01: that satisfies both.",
    });
  });

  test("is the end of the 90 days where the calendar leaves more", () => {
    expect(next("2026-11-01T12:00:00Z")).toMatchObject({
      date: "2027-01-30",
      quarter: { date: "2027-02-01" },
      conflict:
        "The 90 days end on 2027-01-30, 2 days before the calendar’s date, 2027-02-01. Rotate by 2027-01-30: that satisfies both.",
    });
  });

  test("a rotation just before a date of the calendar counts for it, so that nobody rotates twice in a week", () => {
    expect(next("2027-01-30T12:00:00Z")).toMatchObject({ date: "2027-04-30", quarter: { label: "Q2 2027" } });
  });

  test("says so where the 90 days end too early to count for the quarter", () => {
    expect(next("2026-10-18T12:00:00Z").conflict).toContain("too early to count for Q1 2027");
  });

  test("is in no conflict on a day on which both rules agree", () => {
    expect(next("2026-05-03T00:00:00Z")).toMatchObject({ date: "2026-08-01", conflict: null });
  });

  test("is a day of the company, which may be another one than in UTC", () => {
    expect(next("2026-11-02T23:30:00Z").policyDay).toBe("2027-01-31");
    expect(next("2026-11-02T23:30:00Z", "Europe/Bucharest")).toMatchObject({
      policyDay: "2027-02-01",
      date: "2027-02-01",
      conflict: null,
    });
  });
});

test.each([
  ["the 90 days end first", "2026-11-01T12:00:00Z", "2027-01-30T12:00:00.000Z"],
  ["the seven days of the quarter end first", "2026-02-10T12:00:00Z", "2026-05-07T21:00:00.000Z"],
])("overdue from the first broken rule on: %s", (_, activatedAt, from) => {
  expect(next(activatedAt, "Europe/Bucharest").overdueFrom.toISOString()).toBe(from);
});

test("eight rotations in a row, each as if the one before had begun on its date", () => {
  const planned = nextRotations(new Date("2026-11-01T07:00:00Z"), "Europe/Bucharest", 8);
  expect(planned.map(({ quarter, policyDay, date }) => [quarter.label, policyDay, date])).toEqual([
    ["Q1 2027", "2027-01-30", "2027-01-30"],
    ["Q2 2027", "2027-04-30", "2027-04-30"],
    ["Q3 2027", "2027-07-29", "2027-07-29"],
    ["Q4 2027", "2027-10-27", "2027-10-27"],
    ["Q1 2028", "2028-01-25", "2028-01-25"],
    ["Q2 2028", "2028-04-24", "2028-04-24"],
    ["Q3 2028", "2028-07-23", "2028-07-23"],
    ["Q4 2028", "2028-10-21", "2028-10-21"],
  ]);
});

describe("for every activation and time zone", () => {
  const zone = fc.constantFrom(
    "UTC",
    "Europe/Bucharest",
    "America/New_York",
    "Pacific/Kiritimati",
    "Asia/Beirut",
  );
  const instant = fc.date({ min: new Date("2026-01-01"), max: new Date("2036-01-01"), noInvalidDate: true });

  test("whoever rotates on the proposed dates never keeps a key for more than 90 days, and misses no quarter", () => {
    fc.assert(
      fc.property(instant, zone, (activatedAt, timeZone) => {
        const planned = nextRotations(activatedAt, timeZone, 24);
        for (const { date, policyAt, overdueFrom, quarter } of planned) {
          expect(startOfDay(date, timeZone) <= policyAt).toBe(true);
          expect(startOfDay(date, timeZone) < overdueFrom).toBe(true);
          expect(date <= quarter.date).toBe(true);
        }
        const served = [...new Set(planned.map(({ quarter }) => quarter.label))];
        const following = quartersAfter(dayOf(activatedAt, timeZone), served.length);
        expect(served).toEqual(following.map(({ label }) => label));
      }),
    );
  });
});

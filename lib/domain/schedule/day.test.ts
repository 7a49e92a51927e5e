import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, dayOf, daysBetween, hourOfDay, startOfDay } from "./day.ts";

test.each([
  ["2027-02-01", "UTC", "2027-02-01T00:00:00.000Z"],
  ["2027-02-01", "Europe/Bucharest", "2027-01-31T22:00:00.000Z"],
  ["2027-08-01", "Europe/Bucharest", "2027-07-31T21:00:00.000Z"],
  ["2027-11-01", "America/New_York", "2027-11-01T04:00:00.000Z"],
  ["2027-02-01", "Pacific/Kiritimati", "2027-01-31T10:00:00.000Z"],
  // Here the clocks go from 23:59 straight to 01:00.
  ["2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00.000Z"],
])("%s begins in %s at %s", (day, timeZone, at) => {
  expect(startOfDay(day, timeZone).toISOString()).toBe(at);
  expect(dayOf(new Date(at), timeZone)).toBe(day);
  expect(dayOf(new Date(Date.parse(at) - 1), timeZone)).toBe(addDays(day, -1));
});

test.each([
  ["2026-10-24", "2026-10-24T06:00:00.000Z"],
  ["2026-10-25", "2026-10-25T07:00:00.000Z"],
  ["2027-03-27", "2027-03-27T07:00:00.000Z"],
  ["2027-03-28", "2027-03-28T06:00:00.000Z"],
])("nine in the morning of %s is nine in Bucharest, before and after its clocks change", (day, at) => {
  expect(hourOfDay(day, 9, "Europe/Bucharest").toISOString()).toBe(at);
});

test.each([
  ["2027-12-31", 1, "2028-01-01"],
  ["2028-02-28", 1, "2028-02-29"],
  ["2027-03-01", -1, "2027-02-28"],
])("%s and %i days is %s", (day, days, expected) => {
  expect(addDays(day, days)).toBe(expected);
  expect(daysBetween(day, expected)).toBe(days);
});

describe("for every time zone and instant", () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
  const instant = fc.date({ min: new Date("2026-01-01"), max: new Date("2036-01-01"), noInvalidDate: true });

  test("an instant lies between the start of its day and that of the next", () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        const day = dayOf(at, timeZone);
        expect(startOfDay(day, timeZone) <= at).toBe(true);
        expect(startOfDay(addDays(day, 1), timeZone) > at).toBe(true);
      }),
    );
  });

  test("nine in the morning is on its day, whatever the clocks do", () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        const day = dayOf(at, timeZone);
        expect(dayOf(hourOfDay(day, 9, timeZone), timeZone)).toBe(day);
      }),
    );
  });
});

import { describe, expect, test } from "vitest";
import { type CalendarFacts, calendarEvents } from "./calendar-events.ts";

const ZONE = "Europe/Bucharest";
const FACTS: CalendarFacts = {
  now: new Date("2026-11-26T10:00:00Z"),
  timeZone: ZONE,
  key: { version: 3, activatedAt: new Date("2026-11-02T12:00:00Z") },
  underWay: null,
  safety: [],
  toDestroy: [],
};
const quarterDates = (year: number) => ["02", "05", "08", "11"].map((month) => `${year}-${month}-01`);
const events = (change: Partial<CalendarFacts> = {}) => calendarEvents({ ...FACTS, ...change });
const startOf = (uid: string, change: Partial<CalendarFacts> = {}) => {
  const start = events(change).find((event) => event.uid === uid)?.start;
  return start && ("day" in start ? start.day : start.at.toISOString());
};

describe("the calendar", () => {
  test("has every quarterly date of three years, and no other", () => {
    const days = events()
      .filter(({ uid }) => uid.startsWith("rotation-"))
      .map(({ start }) => ("day" in start ? start.day : null));
    expect(days).toEqual([2027, 2028, 2029].flatMap(quarterDates));
  });

  test("keeps a date that has passed while its rotation is missing", () => {
    expect(startOf("rotation-2027-q1", { now: new Date("2027-04-01T00:00:00Z") })).toBe("2027-02-01");
    const rotated = { version: 4, activatedAt: new Date("2027-01-29T00:00:00Z") };
    expect(startOf("rotation-2027-q1", { key: rotated })).toBeUndefined();
  });

  test("says when the 90 days of the active key end, and has a checklist 24 hours before", () => {
    expect(startOf("policy-v3")).toBe("2027-01-31");
    expect(startOf("policy-checklist-v3")).toBe("2027-01-30T07:00:00.000Z");
    expect(startOf("checklist-2027-q3")).toBe("2027-07-31T06:00:00.000Z");
    const younger = { version: 3, activatedAt: new Date("2026-12-24T12:00:00Z") };
    expect(startOf("policy-v3", { key: younger })).toBe("2027-03-24");
    expect(startOf("policy-checklist-v3", { key: younger })).toBeUndefined();
  });

  test("follows a rotation: its planned start, its checklist, the end of its safety period, the destruction of its key", () => {
    const plannedStart = new Date("2026-12-01T08:00:00Z");
    const change = {
      underWay: { id: "R1", plannedStart },
      safety: [{ rotationId: "R1", endsAt: new Date("2026-12-03T08:00:00Z"), moves: 2 }],
      toDestroy: [{ version: 2, rotationId: "R0", from: new Date("2026-12-01T22:30:00Z") }],
    };
    expect(startOf("start-R1", change)).toBe("2026-12-01T08:00:00.000Z");
    expect(startOf("checklist-R1", change)).toBe("2026-11-30T08:00:00.000Z");
    expect(startOf("safety-R1", change)).toBe("2026-12-03T08:00:00.000Z");
    expect(startOf("destroy-v2", change)).toBe("2026-12-02");
  });

  test("names each event once", () => {
    const uids = events({ underWay: { id: "R1", plannedStart: FACTS.now } }).map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
  });

  test("has the dates of three years also before the platform was adopted", () => {
    expect(events({ key: null }).filter(({ uid }) => uid.startsWith("rotation-"))).toHaveLength(12);
  });
});

import * as fc from "fast-check";
import ICAL from "ical.js";
import { describe, expect, test } from "vitest";
import { type CalendarEvent, calendarEvents } from "../domain/schedule/calendar-events.ts";
import { addDays, dayOf, hourOfDay } from "../domain/schedule/day.ts";
import { type CalendarFrame, calendarFile } from "./calendar-file.ts";

const FRAME: CalendarFrame = {
  appUrl: "https://keyturn.example",
  revision: { number: 4, at: new Date("2026-11-02T12:00:00Z") },
  people: [
    { name: "Security team", email: "security@restartix.example" },
    { name: "DevOps lead", email: "devops@restartix.example" },
    { name: "Compliance officer", email: "carmen@restartix.example" },
  ],
};
const ZONES = [
  "UTC",
  "Europe/Bucharest",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
];

const eventsIn = (timeZone: string) =>
  calendarEvents({
    now: new Date("2026-11-26T10:00:00Z"),
    timeZone,
    key: { version: 3, activatedAt: new Date("2026-11-02T12:00:00Z") },
    underWay: { id: "KR-2026-11-V4", plannedStart: new Date("2026-12-01T08:00:00Z") },
    safety: [{ rotationId: "KR-2026-11-V4", endsAt: new Date("2026-12-03T08:00:00Z"), moves: 3 }],
    toDestroy: [{ version: 2, rotationId: "KR-2026-08-V3", from: new Date("2026-12-03T08:00:00Z") }],
  });

/** Reads with another library than the one that writes, in its strict mode: what RFC 5545 does not allow, it throws at. */
function parse(file: string): ICAL.Component {
  const calendar = new ICAL.Component(ICAL.parse(file) as unknown[]);
  if (calendar.name !== "vcalendar") throw new Error("This is no calendar.");
  return calendar;
}

const parsedEvents = (file: string) =>
  parse(file)
    .getAllSubcomponents("vevent")
    .map((component) => new ICAL.Event(component, { strictExceptions: true }));

/** One line per property, long ones joined again; throws at what RFC 5545 section 3.1 forbids. */
function contentLines(file: string): string[] {
  if (!file.endsWith("\r\n")) throw new Error("The last line is not ended.");
  const lines = file.slice(0, -2).split("\r\n");
  for (const line of lines) {
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) throw new Error(`Control character in ${line}`);
    if (Buffer.byteLength(line) > 75) throw new Error(`Longer than 75 octets: ${line}`);
    if (Buffer.from(line).toString() !== line) throw new Error(`A character is cut in two: ${line}`);
  }
  return lines.join("\n").replaceAll("\n ", "").split("\n");
}

describe.each(ZONES)("a company in %s", (timeZone) => {
  const file = calendarFile(eventsIn(timeZone), FRAME);

  test("shows every quarterly date of three years as that very day, whatever zone the reader is in", () => {
    const rotations = parsedEvents(file).filter(({ uid }) => uid.startsWith("rotation-"));
    expect(rotations.map(({ startDate }) => [startDate.isDate, startDate.toString()])).toEqual(
      [2027, 2028, 2029].flatMap((year) =>
        ["02", "05", "08", "11"].map((month) => [true, `${year}-${month}-01`]),
      ),
    );
    for (const { startDate, endDate } of rotations)
      expect(endDate.subtractDate(startDate).toSeconds()).toBe(86_400);
  });

  test("rings at nine in the morning, seven and three days before and on the day", () => {
    for (const event of parsedEvents(file).filter(({ uid }) => uid.startsWith("rotation-"))) {
      const day = event.startDate.toString();
      const rings = event.component.getAllSubcomponents("valarm").map((alarm) => {
        const at = event.startDate.clone();
        at.isDate = false;
        at.addDuration(alarm.getFirstPropertyValue("trigger") as ICAL.Duration);
        return at.toString();
      });
      expect(rings).toEqual([-7, -3, 0].map((days) => `${addDays(day, days)}T09:00:00`));
    }
  });

  test("asks for the checklist 24 hours before nine in the morning of the company, in UTC", () => {
    const lists = parsedEvents(file).filter(({ uid }) => /^checklist-\d{4}-q/.test(uid));
    expect(lists).toHaveLength(12);
    for (const { uid, startDate } of lists) {
      const [, year, quarter] = /(\d{4})-q(\d)/.exec(uid) ?? [];
      const day = `${year}-${["02", "05", "08", "11"][Number(quarter) - 1]}-01`;
      expect(startDate.zone).toBe(ICAL.Timezone.utcTimezone);
      const at = startDate.toJSDate();
      expect(at.getTime()).toBe(hourOfDay(day, 9, timeZone).getTime() - 86_400_000);
      expect(dayOf(at, timeZone)).toBe(addDays(day, -1));
    }
  });
});

test("the safety period, the planned start and the destruction are in it, with a number that grows as they move", () => {
  const found = new Map(
    parsedEvents(calendarFile(eventsIn("UTC"), FRAME)).map((event) => [event.uid, event]),
  );
  const of = (uid: string) => found.get(`${uid}@keyturn.example`);
  expect(of("safety-KR-2026-11-V4")?.startDate.toString()).toBe("2026-12-03T08:00:00Z");
  expect(of("safety-KR-2026-11-V4")?.sequence).toBe(7);
  expect(of("start-KR-2026-11-V4")?.startDate.toString()).toBe("2026-12-01T08:00:00Z");
  expect(of("destroy-v2")?.startDate.toString()).toBe("2026-12-03");
  expect(of("rotation-2027-q1")?.sequence).toBe(4);
});

test("the security team invites the DevOps lead and the compliance officer, and nobody has to answer", () => {
  for (const event of parsedEvents(calendarFile(eventsIn("UTC"), FRAME))) {
    expect(event.organizer).toBe("mailto:security@restartix.example");
    expect(event.attendees.map((it) => String(it.getFirstValue()).toLowerCase())).toEqual([
      "mailto:security@restartix.example",
      "mailto:devops@restartix.example",
      "mailto:carmen@restartix.example",
    ]);
    expect(event.attendees.map((it) => it.getParameter("rsvp"))).toEqual(["FALSE", "FALSE", "FALSE"]);
  }
});

test("without anybody to invite there is neither organizer nor attendee", () => {
  const file = calendarFile(eventsIn("UTC"), { ...FRAME, people: [] });
  expect(file).not.toMatch(/ORGANIZER|ATTENDEE/);
});

test("every event has what RFC 5545 asks for, once, and the same events give the same bytes", () => {
  const file = calendarFile(eventsIn("Europe/Bucharest"), FRAME);
  expect(calendarFile(eventsIn("Europe/Bucharest"), FRAME)).toBe(file);
  for (const { component } of parsedEvents(file)) {
    for (const name of ["uid", "dtstamp", "dtstart", "dtend", "sequence", "last-modified", "summary"])
      expect(component.getAllProperties(name), name).toHaveLength(1);
    for (const alarm of component.getAllSubcomponents("valarm")) {
      expect(alarm.getFirstPropertyValue("action")).toBe("DISPLAY");
      expect(alarm.getFirstPropertyValue("description")).toBeTruthy();
      expect(alarm.getFirstProperty("trigger")?.getParameter("related") ?? "START").toBe("START");
    }
  }
  const names = contentLines(file).map((line) => /^[A-Z-]+/.exec(line)?.[0]);
  expect(names).not.toContain("METHOD");
  expect(names.slice(0, 3)).toEqual(["BEGIN", "VERSION", "PRODID"]);
});

test("no text breaks a line, a parameter or the file, and each is read back as it was", () => {
  const marks = ["a", ",", ";", ":", '"', "^", " ", "ü", "漢", "🔐"];
  const text = fc.string({ unit: fc.constantFrom(...marks, "\\"), maxLength: 120 });
  // The reader takes a backslash in a parameter for an escape, which RFC 5545 does not.
  const label = fc.string({ unit: fc.constantFrom(...marks), maxLength: 120 });
  fc.assert(
    fc.property(text, label, (summary, name) => {
      const event: CalendarEvent = {
        uid: "x",
        start: { day: "2027-02-01" },
        summary: `a${summary}`,
        description: `first,;\\ line\n${summary}`,
        path: "/",
        alarmDays: [7],
        moves: 0,
      };
      const people = [{ name: `n${name}`, email: "a@restartix.example" }];
      const file = calendarFile([event], { ...FRAME, people });
      contentLines(file);
      const [read] = parsedEvents(file);
      expect(read?.summary).toBe(event.summary);
      expect(read?.attendees[0]?.getParameter("cn")).toBe(people[0]?.name);
      expect(read?.description).toBe(`${event.description}\nhttps://keyturn.example/`);
    }),
  );
});

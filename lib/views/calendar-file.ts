import ical, {
  type ICalAlarmData,
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  type ICalCalendar,
  ICalEventTransparency,
} from "ical-generator";
import type { CalendarEvent } from "../domain/schedule/calendar-events.ts";

const REFRESH_S = 3600;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const ALARM_AT_HOUR = 9;
const SHORT_EVENT_MS = 30 * 60_000;

export interface CalendarPerson {
  name: string;
  email: string;
}

export interface CalendarFrame {
  /** Address of the console. */
  appUrl: string;
  /** How often, and when last, the settings changed that the events are made from. */
  revision: { number: number; at: Date };
  /** The first is the organizer too; an attendee without one would be none. */
  people: readonly CalendarPerson[];
}

/**
 * The events as a file of iCalendar (RFC 5545). Whole days are dates without a time zone and instants are in UTC, so that
 * every program shows the right day whatever zone it is in and whatever the clocks do. Without METHOD, because the attendees
 * are told by their own subscription and answer nothing. The same events give the same bytes.
 */
export function calendarFile(events: readonly CalendarEvent[], frame: CalendarFrame): string {
  const calendar = ical({
    name: "Keyturn: encryption key rotation",
    prodId: { company: "Keyturn", product: "Schedule", language: "EN" },
    ttl: REFRESH_S,
  });
  for (const event of events) addEvent(calendar, event, frame);
  return `${calendar.toString()}\r\n`;
}

function addEvent(calendar: ICalCalendar, event: CalendarEvent, frame: CalendarFrame): void {
  const { uid, summary, description, path, moves } = event;
  const { appUrl, revision, people } = frame;
  const url = new URL(path, appUrl);
  const [organizer] = people;
  const entry = calendar.createEvent({
    ...span(event),
    id: `${uid}@${url.host}`,
    summary,
    description: `${description}\n${url.href}`,
    url: url.href,
    sequence: revision.number + moves,
    stamp: revision.at,
    lastModified: revision.at,
    ...(organizer ? { organizer: { ...organizer } } : {}),
    attendees: people.map((person) => ({
      ...person,
      role: ICalAttendeeRole.REQ,
      status: ICalAttendeeStatus.NEEDSACTION,
      rsvp: false,
    })),
  });
  for (const alarm of alarmsOf(event)) {
    // The constructor does not read `relatesTo`, and would let what rings after the start ring after the end.
    entry.createAlarm({ type: ICalAlarmType.display, ...alarm }).relatesTo("START");
  }
}

function span({ start }: CalendarEvent) {
  // Reserves nobody's day.
  if ("day" in start) {
    const day = Temporal.PlainDate.from(start.day);
    return {
      start: day,
      end: day.add({ days: 1 }),
      allDay: true,
      transparency: ICalEventTransparency.TRANSPARENT,
    };
  }
  return { start: start.at, end: new Date(start.at.getTime() + SHORT_EVENT_MS) };
}

/** A day begins at midnight: nine in the morning, n days before, is n days less nine hours ahead of it. */
function alarmsOf({ start, summary, alarmDays }: CalendarEvent): ICalAlarmData[] {
  if ("at" in start) return [{ trigger: 0, description: summary }];
  return alarmDays.map((days) => ({
    trigger: days * DAY_S - ALARM_AT_HOUR * HOUR_S,
    description: days === 0 ? `Today: ${summary}` : `In ${days} days: ${summary}`,
  }));
}

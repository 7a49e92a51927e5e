import { type Day, dayOf, hourOfDay } from "./day.ts";
import { CRYPTOPERIOD_DAYS } from "./due-date.ts";
import { nextRotation } from "./next-rotation.ts";
import { quartersAfter } from "./quarters.ts";
import type { UnderWay } from "./reminder-plan.ts";

const YEARS_AHEAD = 3;
const DAY_MS = 86_400_000;
const BEGINS_AT_HOUR = 9;

/** What the calendar is made from. Instants and names only: nothing in it is secret. */
export interface CalendarFacts {
  now: Date;
  timeZone: string;
  /** The active key; null before the platform was adopted. */
  key: { version: number; activatedAt: Date } | null;
  underWay: UnderWay | null;
  /** Safety periods that run; `moves` counts what may have moved their end. */
  safety: { rotationId: string; endsAt: Date; moves: number }[];
  /** Retired keys that are not destroyed, and from when they may be. */
  toDestroy: { version: number; rotationId: string; from: Date }[];
}

export interface CalendarEvent {
  /** The same for ever, unique within this console. */
  uid: string;
  /** A whole day of the company, or an instant. */
  start: { day: Day } | { at: Date };
  summary: string;
  description: string;
  /** Page of the console, "/rotations/new". */
  path: string;
  /** Days before the start, each with an alarm at nine in the morning; an event at an instant rings when it begins. */
  alarmDays: readonly number[];
  /** How often the event may have moved for reasons of its own. */
  moves: number;
}

const ALARM_DAYS = [7, 3, 0];

/** The quarterly dates of three years, the end of the 90 days, and what the rotations under way ask for. */
export function calendarEvents(facts: CalendarFacts): CalendarEvent[] {
  return [
    ...quarterEvents(facts),
    ...policyEvents(facts),
    ...(facts.underWay ? startEvents(facts.underWay) : []),
    ...facts.safety.map(safetyEvent),
    ...facts.toDestroy.map((retired) => destructionEvent(retired, facts.timeZone)),
  ];
}

/** From the first quarter for which the active key's rotation does not count, also when its date has passed. */
function quarterEvents({ now, timeZone, key }: CalendarFacts): CalendarEvent[] {
  const today = dayOf(now, timeZone);
  const last = Temporal.PlainDate.from(today).add({ years: YEARS_AHEAD }).toString();
  const since = key ? dayOf(key.activatedAt, timeZone) : today;
  const known = quartersAfter(
    since,
    4 * (YEARS_AHEAD + Number(today.slice(0, 4)) - Number(since.slice(0, 4)) + 1),
  );
  return known
    .filter(({ date }) => date <= last)
    .flatMap(({ label, date, deadline }) => {
      const name = label.toLowerCase().split(" ").toReversed().join("-");
      return [
        {
          ...dayEvent(date, "/rotations/new"),
          uid: `rotation-${name}`,
          summary: `Encryption Key Rotation - ${label}`,
          description: `Rotate the encryption key today and complete the rotation before ${deadline}, within seven days.`,
        },
        checklistEvent(`checklist-${name}`, hourOfDay(date, BEGINS_AT_HOUR, timeZone)),
      ];
    });
}

/** The 90 days of the active key; with a checklist of its own where they end before the calendar's date. */
function policyEvents({ timeZone, key }: CalendarFacts): CalendarEvent[] {
  if (!key) return [];
  const { policyDay, date, quarter } = nextRotation(key.activatedAt, timeZone);
  const event = {
    ...dayEvent(policyDay, "/rotations/new"),
    uid: `policy-v${key.version}`,
    summary: `Encryption key V${key.version}: ${CRYPTOPERIOD_DAYS} days end`,
    description: `Policy allows a key to encrypt for ${CRYPTOPERIOD_DAYS} days. The next key has to be in use before they end.`,
  };
  if (date === quarter.date) return [event];
  const begin = hourOfDay(policyDay, BEGINS_AT_HOUR, timeZone);
  return [event, checklistEvent(`policy-checklist-v${key.version}`, begin)];
}

function startEvents({ id, plannedStart }: UnderWay): CalendarEvent[] {
  const start = {
    uid: `start-${id}`,
    start: { at: plannedStart },
    summary: `Planned start of rotation ${id}`,
    description: "The approval of the start lasts until 24 hours after this time.",
    path: `/rotations/${id}`,
    alarmDays: [],
    moves: 0,
  };
  return [start, checklistEvent(`checklist-${id}`, plannedStart, `/rotations/${id}/checklist`)];
}

function checklistEvent(uid: string, begin: Date, path = "/rotations/new"): CalendarEvent {
  return {
    uid,
    start: { at: new Date(begin.getTime() - DAY_MS) },
    summary: "Key rotation: checklist, 24 hours before",
    description:
      "Backup younger than 24 hours, records counted, engine and rollback plan ready, #engineering told.",
    path,
    alarmDays: [],
    moves: 0,
  };
}

function safetyEvent({ rotationId, endsAt, moves }: CalendarFacts["safety"][number]): CalendarEvent {
  return {
    uid: `safety-${rotationId}`,
    start: { at: endsAt },
    summary: `Safety period of rotation ${rotationId} ends`,
    description: "If no issue is open, the old key may be retired from now on. Two people approve it.",
    path: `/rotations/${rotationId}/steps/safety-period`,
    alarmDays: [],
    moves,
  };
}

function destructionEvent(
  { version, rotationId, from }: CalendarFacts["toDestroy"][number],
  timeZone: string,
): CalendarEvent {
  return {
    ...dayEvent(dayOf(from, timeZone), `/rotations/${rotationId}/steps/destroy-old-key`),
    uid: `destroy-v${version}`,
    summary: `Retired encryption key V${version} may be destroyed`,
    description: "From today on, once no backup needs it. The page names what still does.",
  };
}

const dayEvent = (day: Day, path: string) => ({ start: { day }, path, alarmDays: ALARM_DAYS, moves: 0 });

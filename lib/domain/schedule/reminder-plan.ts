import { addDays, hourOfDay, startOfDay } from "./day.ts";
import type { PlannedRotation } from "./next-rotation.ts";

const DAY_MS = 86_400_000;
const REMIND_AT_HOUR = 9;
const DAYS_BEFORE = [14, 7, 3, 0];
const REPEAT_OVERDUE_DAYS = 7;

/** Reminders of one track replace each other: of those that are due only the newest is sent. */
export type ReminderTrack = "chat" | "checklist" | "issue" | "page";

export interface PlannedReminder {
  /** Unique for ever: a reminder is sent once. */
  key: string;
  track: ReminderTrack;
  at: Date;
  /** From this instant on it would come too late to help; null: never. */
  lapsesAt: Date | null;
  what: { kind: "ahead"; days: number } | { kind: "checklist" | "issue" | "overdue" | "page" };
}

/** A rotation that is under way: people need no word that it comes, and its checklist is due a day before its own start. */
export interface UnderWay {
  id: string;
  plannedStart: Date;
}

interface Circumstances {
  /** Number of the key that is to be replaced. Reminders are named by it: their date moves with the policy's time zone. */
  keyVersion: number;
  timeZone: string;
  underWay: UnderWay | null;
}

/**
 * Everything that is said about one rotation, in the order of time: 14, 7 and 3 days before and on the day, the issue on the
 * day, the checklist 24 hours before; once overdue in #security, every week, and one day later to the person on call, who is
 * told every week too. Repeats are listed up to the first one after `now`.
 */
export function reminderPlan(
  planned: PlannedRotation,
  now: Date,
  { keyVersion, timeZone, underWay }: Circumstances,
): PlannedReminder[] {
  const morning = (daysBefore: number) => {
    const at = hourOfDay(addDays(planned.date, -daysBefore), REMIND_AT_HOUR, timeZone);
    // On the day itself nine o'clock may be too late: the 90 days can end in the night.
    return at < planned.overdueFrom ? at : startOfDay(planned.date, timeZone);
  };
  const name = `schedule/v${keyVersion}`;
  const ahead = (underWay ? [0] : DAYS_BEFORE).map((days) => ({
    key: `${name}/${days === 0 ? "0" : `-${days}`}`,
    track: "chat" as const,
    at: morning(days),
    lapsesAt: planned.overdueFrom,
    what: { kind: "ahead" as const, days },
  }));
  const begin = underWay?.plannedStart ?? morning(0);
  const plan: PlannedReminder[] = [
    ...ahead,
    {
      key: underWay ? `rotation/${underWay.id}/checklist` : `${name}/checklist`,
      track: "checklist",
      at: new Date(begin.getTime() - DAY_MS),
      lapsesAt: begin,
      what: { kind: "checklist" },
    },
    { key: `${name}/issue`, track: "issue", at: morning(0), lapsesAt: null, what: { kind: "issue" } },
    ...overdueReminders(planned, name, now),
  ];
  return plan.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function overdueReminders({ overdueFrom }: PlannedRotation, name: string, now: Date): PlannedReminder[] {
  const weekly = (kind: "overdue" | "page", track: ReminderTrack, from: number) => {
    const passed = Math.floor((now.getTime() - from) / (REPEAT_OVERDUE_DAYS * DAY_MS));
    return Array.from({ length: Math.max(0, passed + 1) + 1 }, (_, index) => ({
      key: index === 0 ? `${name}/${kind}` : `${name}/${kind}+${index * REPEAT_OVERDUE_DAYS}`,
      track,
      at: new Date(from + index * REPEAT_OVERDUE_DAYS * DAY_MS),
      lapsesAt: null,
      what: { kind },
    }));
  };
  const from = overdueFrom.getTime();
  return [...weekly("overdue", "chat", from), ...weekly("page", "page", from + DAY_MS)];
}

/**
 * The newest due reminder of each track that can still help. Older ones are left out, so that a scheduler that slept does not
 * send a burst.
 */
export function dueReminders(plan: readonly PlannedReminder[], now: Date): PlannedReminder[] {
  const newest = new Map<ReminderTrack, PlannedReminder>();
  const due = plan.filter(({ at, lapsesAt }) => at <= now && (lapsesAt === null || now < lapsesAt));
  for (const reminder of due.toSorted((a, b) => a.at.getTime() - b.at.getTime()))
    newest.set(reminder.track, reminder);
  return [...newest.values()];
}

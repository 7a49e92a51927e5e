import { dueDate } from "./due-date.ts";
import { nextDates } from "./quarters.ts";

export interface NextRotation {
  /** The earlier of the two: it satisfies both rules. */
  date: Date;
  /** 90 days after the key's activation. */
  dueAt: Date;
  /** First date of the quarterly calendar after the activation. */
  calendarAt: Date;
  /** What the two rules say against each other; null on the rare day on which they agree. */
  conflict: string | null;
}

/** When the key that was activated then is to be replaced: 90 days and the quarterly calendar, which rarely agree. */
export function nextRotation(activatedAt: Date): NextRotation {
  const dueAt = dueDate(activatedAt);
  const calendarAt = nextDates(activatedAt, 1)[0] ?? dueAt;
  const [due, calendar] = [day(dueAt), day(calendarAt)];
  const date = dueAt < calendarAt ? dueAt : calendarAt;
  if (due === calendar) return { date, dueAt, calendarAt, conflict: null };
  const conflict =
    due < calendar
      ? `The 90 days end on ${due}, before the calendar's date of ${calendar}. Waiting for the calendar would break the 90 days.`
      : `The calendar's date of ${calendar} comes before the 90 days end on ${due}. Rotating then satisfies both.`;
  return { date, dueAt, calendarAt, conflict };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

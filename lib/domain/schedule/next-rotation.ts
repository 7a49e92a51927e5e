import { addDays, type Day, dayOf, daysBetween, hourOfDay, startOfDay } from "./day.ts";
import { CRYPTOPERIOD_DAYS, dueDate } from "./due-date.ts";
import { type Quarter, quartersAfter } from "./quarters.ts";

const OPENS_DAYS_BEFORE = 14;
/** Office hour at which a rotation is expected to begin, where its day is all that is known. */
const BEGINS_AT_HOUR = 9;

export interface PlannedRotation {
  /** The quarter of the calendar that is next after the key's activation. */
  quarter: Quarter;
  /** The 90 days end at this instant, on this day. */
  policyAt: Date;
  policyDay: Day;
  /** The earlier of the two days: rotating then satisfies both rules. */
  date: Day;
  /** From then on the rotation is pending. */
  opensOn: Day;
  /** The first instant at which one of the rules is broken: the 90 days are over, or the seven days to complete. */
  overdueFrom: Date;
  /** What the two rules say against each other, and what to do; null where both name the same day. */
  conflict: string | null;
}

/** When the key that was activated then is to be replaced: after 90 days, and on the quarterly calendar's date. */
export function nextRotation(activatedAt: Date, timeZone: string): PlannedRotation {
  const activatedOn = dayOf(activatedAt, timeZone);
  const [quarter] = quartersAfter(activatedOn, 1);
  if (!quarter) throw new Error("The calendar goes on for ever.");
  const policyAt = dueDate(activatedAt);
  const policyDay = dayOf(policyAt, timeZone);
  const date = policyDay < quarter.date ? policyDay : quarter.date;
  const deadline = startOfDay(quarter.deadline, timeZone);
  return {
    quarter,
    policyAt,
    policyDay,
    date,
    opensOn: addDays(date, -OPENS_DAYS_BEFORE),
    overdueFrom: policyAt < deadline ? policyAt : deadline,
    conflict: conflictOf(quarter, policyDay),
  };
}

/** The next `count` rotations, each as if the one before it had begun on its date. */
export function nextRotations(activatedAt: Date, timeZone: string, count: number): PlannedRotation[] {
  const planned: PlannedRotation[] = [];
  let from = activatedAt;
  while (planned.length < count) {
    const next = nextRotation(from, timeZone);
    planned.push(next);
    from = hourOfDay(next.date, BEGINS_AT_HOUR, timeZone);
  }
  return planned;
}

function conflictOf(quarter: Quarter, policyDay: Day): string | null {
  const days = daysBetween(policyDay, quarter.date);
  if (days === 0) return null;
  const apart = Math.abs(days) === 1 ? "1 day" : `${Math.abs(days)} days`;
  if (days < 0) {
    return `The calendar’s date, ${quarter.date}, comes ${apart} before the ${CRYPTOPERIOD_DAYS} days end on ${policyDay}. Rotate on ${quarter.date}: that satisfies both.`;
  }
  const serves = policyDay >= quarter.opensOn;
  return `The ${CRYPTOPERIOD_DAYS} days end on ${policyDay}, ${apart} before the calendar’s date, ${quarter.date}. Rotate by ${policyDay}: ${
    serves ? "that satisfies both." : `it is too early to count for ${quarter.label}, which needs one more.`
  }`;
}

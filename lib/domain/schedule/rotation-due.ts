import { dayOf, daysBetween, startOfDay } from "./day.ts";
import { CRYPTOPERIOD_DAYS } from "./due-date.ts";
import type { PlannedRotation } from "./next-rotation.ts";

/** `pending` from 14 days before the date on, `due` on and after it, `overdue` once a rule is broken. */
export type RotationDue = "upcoming" | "pending" | "due" | "overdue";

export function rotationDue(planned: PlannedRotation, now: Date, timeZone: string): RotationDue {
  if (now >= planned.overdueFrom) return "overdue";
  if (now >= startOfDay(planned.date, timeZone)) return "due";
  return now >= startOfDay(planned.opensOn, timeZone) ? "pending" : "upcoming";
}

/** Which rule is broken since when, and what to do; null while none is. */
export function overdueReason(
  planned: PlannedRotation,
  activatedAt: Date,
  now: Date,
  timeZone: string,
): string | null {
  const { policyAt, policyDay, quarter } = planned;
  const today = dayOf(now, timeZone);
  const age = daysBetween(dayOf(activatedAt, timeZone), today);
  const broken = [
    ...(now >= policyAt
      ? [
          `the key has been in use for ${age} days, and policy allows ${CRYPTOPERIOD_DAYS}, until ${policyDay}`,
        ]
      : []),
    ...(today >= quarter.deadline
      ? [
          `the rotation of ${quarter.label} was due on ${quarter.date} and had to be completed by ${quarter.deadline}`,
        ]
      : []),
  ];
  return broken.length === 0 ? null : `Overdue: ${broken.join("; ")}. Rotate now.`;
}

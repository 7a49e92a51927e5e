import type { Day } from "./day.ts";
import type { RotationDue } from "./rotation-due.ts";

export interface PlannedRotationView {
  /** "Q1 2027". */
  quarter: string;
  date: Day;
  opensOn: Day;
  /** The calendar's date, and the day before which its rotation has to be completed. */
  calendarDay: Day;
  deadline: Day;
  /** Day on which the 90 days end. */
  policyDay: Day;
  conflict: string | null;
}

/** The rotation that comes next. Nobody has a duty in it before a person starts it. */
export interface NextRotationView extends PlannedRotationView {
  due: RotationDue;
  /** Why it is overdue and what to do; null when it is not. */
  overdue: string | null;
  /** When the scheduler proposed it; null while it has not. */
  proposedAt: string | null;
}

export interface CalendarTokenView {
  id: string;
  createdAt: string;
  lastReadAt: string | null;
}

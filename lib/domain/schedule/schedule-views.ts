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

/** The switch that notices when nobody looks at the calendar any more. */
export interface SchedulerView {
  silent: boolean;
  passedAt: string | null;
  /** Seconds without a pass after which it counts as silent. */
  silentAfterS: number;
  /** What became of the last ping to the check outside; null when there is none. */
  outside: { pingedAt: string | null; problem: string | null } | null;
}

/** What is said about the next rotation, and what became of it. */
export interface ReminderView {
  key: string;
  /** "7 days before". */
  label: string;
  /** "Slack, #security". */
  where: string;
  at: string;
  state: "planned" | "waiting" | "sent" | "failed" | "left-out";
  sentAt: string | null;
  /** Where it is seen there. */
  permalink: string | null;
  /** Why it has not been sent yet. */
  problem: string | null;
}

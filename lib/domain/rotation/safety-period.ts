/** After any issue the period ends no earlier than 48 h after its start and 24 h after the last issue was closed. */
const WITH_ISSUE_HOURS = 48;
const AFTER_CLOSING_HOURS = 24;

/**
 * `startedAt`: when it began last, for a repeated re-encryption begins it anew. `hourMs`: length of one hour of policy, an
 * hour except in drills and the sandbox.
 */
export interface SafetyClock {
  startedAt: Date;
  endsAt: Date;
  hourMs: number;
}

export function endOfPeriod(startedAt: Date, safetyHours: number, hourMs: number): Date {
  return new Date(startedAt.getTime() + safetyHours * hourMs);
}

/** The end once an issue was reported: never earlier than it was. */
export function endWithIssue({ startedAt, endsAt, hourMs }: SafetyClock): Date {
  return later(endsAt, new Date(startedAt.getTime() + WITH_ISSUE_HOURS * hourMs));
}

/** The end once an issue was closed at `closedAt`: never earlier than it was. */
export function endAfterClosing(clock: SafetyClock, closedAt: Date): Date {
  return later(endWithIssue(clock), new Date(closedAt.getTime() + AFTER_CLOSING_HOURS * clock.hourMs));
}

/** The later of two instants. */
export function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}

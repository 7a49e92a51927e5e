const DAY_MS = 86_400_000;

/** Policy of the written procedure: a key encrypts for at most 90 days. */
const CRYPTOPERIOD_DAYS = 90;

/** When the active key has to be replaced: 90 days after its activation. */
export function dueDate(activatedAt: Date): Date {
  return new Date(activatedAt.getTime() + CRYPTOPERIOD_DAYS * DAY_MS);
}

/** Whole days by which the due date has passed; 0 while it has not. */
export function daysOverdue(dueAt: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - dueAt.getTime()) / DAY_MS));
}

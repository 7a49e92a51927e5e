const DAYS_BEFORE = 7;
const REPEATED_DAYS = 7;

/**
 * The reminder that is due now, or null before the first: a week before a retired key may be destroyed, on that day, and
 * every week until it is. Missed ones are left out, so that a worker that slept does not send a burst.
 * `dayMs`: length of a day of policy in milliseconds.
 */
export function destructionReminder(destroyFrom: Date, now: Date, dayMs: number): Date | null {
  const first = destroyFrom.getTime() - DAYS_BEFORE * dayMs;
  if (now.getTime() < first) return null;
  const passed = Math.floor((now.getTime() - first) / (REPEATED_DAYS * dayMs));
  return new Date(first + passed * REPEATED_DAYS * dayMs);
}

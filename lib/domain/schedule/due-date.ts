const DAY_MS = 86_400_000;

/** Policy of the written procedure: a key encrypts for at most 90 days. */
export const CRYPTOPERIOD_DAYS = 90;

/** When the active key has to be replaced: 90 days after its activation. */
export function dueDate(activatedAt: Date): Date {
  return new Date(activatedAt.getTime() + CRYPTOPERIOD_DAYS * DAY_MS);
}

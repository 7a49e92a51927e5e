const HOURS_PER_DAY = 24;

/** From when policy allows to destroy a retired key. `hourMs`: length of an hour of policy in milliseconds. */
export function destructionDate(retiredAt: Date, destroyAfterDays: number, hourMs: number): Date {
  return new Date(retiredAt.getTime() + destroyAfterDays * HOURS_PER_DAY * hourMs);
}

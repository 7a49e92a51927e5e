/** A date of the company's calendar, `2027-02-01`; compared as text. Which instants belong to it, its time zone says. */
export type Day = string;

/** The date on the company's calendar at that instant. `timeZone`: an IANA name. */
export function dayOf(at: Date, timeZone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** The first instant of the date: not always midnight, which some zones skip when their clocks go forward. */
export function startOfDay(day: Day, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);
}

/** `hour` o'clock on that date; the next hour that exists where the clocks jump over it. */
export function hourOfDay(day: Day, hour: number, timeZone: string): Date {
  const plainTime = Temporal.PlainTime.from({ hour });
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime }).epochMilliseconds);
}

export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** Days from one date to another; negative when `to` is the earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

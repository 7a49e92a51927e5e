/** The procedure's calendar: 1 February, 1 May, 1 August and 1 November, with seven days to complete. */
const MONTHS = [1, 4, 7, 10] as const;
const DEADLINE_DAYS = 7;
const DAY_MS = 86_400_000;

export interface Quarter {
  /** "Q4 2026". */
  label: string;
  dueAt: Date;
  deadline: Date;
  /** Start of the next quarter of the calendar. */
  endsAt: Date;
}

function quarterOf(year: number, index: number): Quarter {
  const month = MONTHS[index] ?? 1;
  const dueAt = new Date(Date.UTC(year, month, 1));
  const next =
    index === 3
      ? new Date(Date.UTC(year + 1, MONTHS[0], 1))
      : new Date(Date.UTC(year, MONTHS[index + 1] ?? 1, 1));
  return {
    label: `Q${index + 1} ${year}`,
    dueAt,
    deadline: new Date(dueAt.getTime() + DEADLINE_DAYS * DAY_MS),
    endsAt: next,
  };
}

/** The quarters of `year`, in order. Each lasts from its date to the next one's. */
export function quartersOf(year: number): Quarter[] {
  return MONTHS.map((_, index) => quarterOf(year, index));
}

/** The next `count` dates of the calendar after `now`. */
export function nextDates(now: Date, count: number): Date[] {
  const years = Array.from({ length: Math.ceil(count / 4) + 2 }, (_, index) => now.getUTCFullYear() + index);
  return years
    .flatMap((year) => quartersOf(year).map((quarter) => quarter.dueAt))
    .filter((date) => date > now)
    .slice(0, count);
}

export type QuarterStatus = "on-time" | "late" | "missed" | "open" | "upcoming" | "before-adoption";

/** How a quarter was met by the first real rotation completed in it. Drills never count. */
export function judgeQuarter(
  quarter: Quarter,
  completedAt: Date | null,
  since: Date,
  now: Date,
): QuarterStatus {
  if (completedAt) return completedAt <= quarter.deadline ? "on-time" : "late";
  if (quarter.endsAt <= since) return "before-adoption";
  if (quarter.dueAt > now) return "upcoming";
  return quarter.endsAt <= now ? "missed" : "open";
}

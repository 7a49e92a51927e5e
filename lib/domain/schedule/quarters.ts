import { addDays, type Day } from "./day.ts";

/** The procedure's calendar: 1 February, 1 May, 1 August and 1 November, with seven days to complete. */
const MONTHS = ["02", "05", "08", "11"] as const;
const DEADLINE_DAYS = 7;
/**
 * A rotation counts for the quarter whose date it comes at most so many days before. Quarters are up to 92 days long and a
 * key lasts 90, so whoever keeps the 90 days is always somewhat early.
 */
const OPENS_DAYS_BEFORE = 14;

export interface Quarter {
  /** "Q4 2026". */
  label: string;
  date: Day;
  /** From this day on a rotation counts for this quarter and no longer for the one before. */
  opensOn: Day;
  /** It has to be completed before this day begins. */
  deadline: Day;
  /** When the next quarter opens. */
  endsOn: Day;
}

function quarterOf(year: number, index: number): Quarter {
  const date = dateOf(year, index);
  const next = index === 3 ? dateOf(year + 1, 0) : dateOf(year, index + 1);
  return {
    label: `Q${index + 1} ${year}`,
    date,
    opensOn: addDays(date, -OPENS_DAYS_BEFORE),
    deadline: addDays(date, DEADLINE_DAYS),
    endsOn: addDays(next, -OPENS_DAYS_BEFORE),
  };
}

const dateOf = (year: number, index: number): Day => `${year}-${MONTHS[index] ?? "02"}-01`;

/** The quarters of `year`, in order. */
export function quartersOf(year: number): Quarter[] {
  return MONTHS.map((_, index) => quarterOf(year, index));
}

/** The quarter for which a rotation on `day` counts. Early January belongs to the fourth quarter of the year before. */
export function quarterAt(day: Day): Quarter {
  const year = Number(day.slice(0, 4));
  const opened = [...quartersOf(year - 1), ...quartersOf(year)].filter(({ opensOn }) => opensOn <= day);
  return opened.at(-1) ?? quarterOf(year - 1, 3);
}

/** The next `count` quarters for which a rotation on `day` does not count any more. */
export function quartersAfter(day: Day, count: number): Quarter[] {
  const first = Number(day.slice(0, 4));
  const years = Array.from({ length: Math.ceil(count / 4) + 2 }, (_, index) => first + index);
  return years
    .flatMap(quartersOf)
    .filter((quarter) => quarter.opensOn > day)
    .slice(0, count);
}

export type QuarterStatus = "on-time" | "late" | "missed" | "open" | "upcoming" | "before-adoption";

/** How a quarter was met by the first real rotation completed in it. Drills never count. */
export function judgeQuarter(
  quarter: Quarter,
  completedOn: Day | null,
  since: Day,
  today: Day,
): QuarterStatus {
  if (completedOn) return completedOn < quarter.deadline ? "on-time" : "late";
  if (quarter.endsOn <= since) return "before-adoption";
  if (quarter.date > today) return "upcoming";
  return quarter.endsOn <= today ? "missed" : "open";
}

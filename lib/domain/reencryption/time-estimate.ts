/** Of the written procedure, until this installation has measured its own. */
const DEFAULT_CELLS_PER_SECOND = 500;
/** The next run is not exactly like the last one. */
const SPREAD = 1.5;

/** "40 s to 90 s at the measured 5,000 cells/s": a range, because `rate` is of an earlier run; null before the first one. */
export function timeEstimate(cells: number, rate: number | null): string {
  if (rate === null)
    return `about ${duration(cells / DEFAULT_CELLS_PER_SECOND)} at the procedure's ${DEFAULT_CELLS_PER_SECOND} records/s`;
  const measured = Math.round(rate).toLocaleString("en");
  return `${duration(cells / rate / SPREAD)} to ${duration((cells / rate) * SPREAD)} at the measured ${measured} cells/s`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

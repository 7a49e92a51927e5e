/** A measurement: cells accounted for by then, cumulative. `at` in milliseconds. */
export interface RateSample {
  at: number;
  cells: number;
}

const WINDOW_MS = 30_000;

/** Cells per second over the last 30 s of samples, oldest first; null before there are two a measurable time apart. */
export function cellsPerSecond(samples: readonly RateSample[]): number | null {
  const last = samples.at(-1);
  if (!last) return null;
  const first = samples.find((sample) => last.at - sample.at <= WINDOW_MS);
  if (!first || last.at - first.at < 100) return null;
  return Math.max(0, ((last.cells - first.cells) * 1000) / (last.at - first.at));
}

/** Seconds until `expected` cells are done; null while the rate is unknown or zero. */
export function etaSeconds(done: number, expected: number, rate: number | null): number | null {
  if (rate === null || rate <= 0) return null;
  return Math.ceil(Math.max(0, expected - done) / rate);
}

/** 0 to 100 with one decimal, and 100 only when everything is done: a table may grow or shrink meanwhile. */
export function percentDone(done: number, expected: number): number {
  if (done >= expected) return 100;
  return Math.min(99.9, Math.floor((done * 1000) / expected) / 10);
}

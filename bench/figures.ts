/** Median, smallest and largest of repeated measurements. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

export function spread(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const middle = [sorted[Math.ceil(half) - 1] ?? Number.NaN, sorted[Math.floor(half)] ?? Number.NaN];
  return {
    median: ((middle[0] ?? 0) + (middle[1] ?? 0)) / 2,
    least: sorted[0] ?? Number.NaN,
    most: sorted.at(-1) ?? Number.NaN,
  };
}

/** `0.31 [0.28–0.33]`. */
export function spreadText({ median, least, most }: Spread, digits: number): string {
  const text = (figure: number) => figure.toFixed(digits);
  return `${text(median)} [${text(least)}–${text(most)}]`;
}

/** The value under which `share` of the figures lie. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

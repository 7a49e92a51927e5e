const SLOW_MS = 200;
const QUICK_MS = 100;

/** Rows of a batch unless told otherwise. One connection is the gentle way: in small batches the application waits less. */
export function usualBatchSize(connections: number): number {
  return connections === 1 ? 100 : 1000;
}

/** Rows of the next batch, so that one takes 100 to 200 ms: locks are short, and the round trips worth it. */
export function nextBatchSize(rows: number, tookMs: number, most: number): number {
  if (tookMs > SLOW_MS) return Math.max(1, Math.floor(rows * Math.max(0.5, SLOW_MS / tookMs)));
  return tookMs < QUICK_MS ? Math.min(most, rows * 2) : Math.min(most, rows);
}

/** Time as the worker sees it, for deadlines and pauses; what must not be moved runs on the database's clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Resolves after `ms`; rejects when the signal aborts. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

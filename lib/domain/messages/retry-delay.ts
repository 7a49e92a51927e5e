const FIRST_MS = 5_000;
const LONGEST_MS = 30 * 60_000;

/**
 * Milliseconds until a message is tried again after `attempts` failures: twice as long each time, at most half an hour, and
 * spread over the upper half of that by `random` (0 to 1), so that many do not return together. Never below `atLeastMs`,
 * which the receiver asked for.
 */
export function retryDelay(attempts: number, random: number, atLeastMs = 0): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempts - 1));
  return Math.max(atLeastMs, full / 2 + (random * full) / 2);
}

/** For how long a message is tried before it is given up, and a person is asked to look. */
export const TRIED_FOR_MS = 7 * 24 * 3_600_000;

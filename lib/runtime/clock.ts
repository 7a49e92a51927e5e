import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "#lib/ports/clock.ts";

export function createClock(): Clock {
  return {
    now: () => Date.now(),
    pause: async (ms, signal) => {
      await delay(ms, undefined, { signal });
    },
  };
}

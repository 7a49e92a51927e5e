import { setTimeout as delay } from "node:timers/promises";
import { PortError } from "#lib/ports/port-error.ts";

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 200;

/** Looks whether the effect is there, causes it if not, and looks again before it repeats a call whose answer was lost. */
export async function once<T>(look: () => Promise<T | null>, cause: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await look();
    if (found !== null) return found;
    try {
      return await cause();
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof PortError && error.retryable)) throw error;
      await delay(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

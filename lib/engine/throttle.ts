import { setTimeout as delay } from "node:timers/promises";

/** Holds callers back so that together they stay at or under a rate. */
export class Throttle {
  readonly #perSecond: number | null;
  readonly #signal: AbortSignal;
  #freeAt = 0;

  constructor(perSecond: number | null, signal: AbortSignal) {
    this.#perSecond = perSecond;
    this.#signal = signal;
  }

  /** Waits for the time that `cells` take at the rate; ends at once when the signal is aborted. */
  async pay(cells: number): Promise<void> {
    if (this.#perSecond === null) return;
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now) + (cells * 1000) / this.#perSecond;
    await delay(this.#freeAt - now, undefined, { signal: this.#signal }).catch(() => undefined);
  }
}

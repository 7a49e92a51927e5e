const EVERY_MS = 1_000;
const STALE_MS = 10_000;

/** A number that is asked for in the background: reading it never waits, and an answer that is too old is none. */
export class RecentReading {
  readonly #ask: (() => Promise<number>) | undefined;
  #value = 0;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(ask: (() => Promise<number>) | undefined) {
    this.#ask = ask;
  }

  read(): number | "unknown" {
    const now = performance.now();
    if (this.#ask && now - this.#askedAt >= EVERY_MS) {
      this.#askedAt = now;
      this.#ask().then(
        (value) => {
          this.#value = value;
          this.#answeredAt = performance.now();
        },
        () => undefined,
      );
    }
    return now - this.#answeredAt < STALE_MS ? this.#value : "unknown";
  }
}

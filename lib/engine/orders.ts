import type { Wish } from "#lib/domain/reencryption/control.ts";

export interface Order {
  wish: Wish;
  /** Null: no limit. */
  cellsPerSecond: number | null;
}

const LONGEST_WAIT_MS = 3_600_000;

/** What people want of the job, as last read from the database, and how its workers obey: between two pieces of work. */
export class Orders {
  readonly #signal: AbortSignal;
  readonly #cancel: () => void;
  readonly #waiting = new Set<() => void>();
  #order: Order;
  #freeAt = 0;
  #working = 0;
  #standing = 0;

  constructor(first: Order, { signal, cancel }: { signal: AbortSignal; cancel: () => void }) {
    this.#order = first;
    this.#signal = signal;
    this.#cancel = cancel;
    signal.addEventListener("abort", () => this.#wake(), { once: true });
    if (first.wish === "cancel") cancel();
  }

  get cellsPerSecond(): number | null {
    return this.#order.cellsPerSecond;
  }

  /** Paused, and obeyed: no worker is within a piece of work. */
  get stands(): boolean {
    return this.#order.wish === "pause" && this.#standing > 0 && this.#working === 0;
  }

  take({ wish, cellsPerSecond }: Order): void {
    const before = this.#order;
    if (before.wish === wish && before.cellsPerSecond === cellsPerSecond) return;
    this.#order = { wish, cellsPerSecond };
    if (before.cellsPerSecond !== cellsPerSecond) this.#freeAt = 0;
    if (wish === "cancel") this.#cancel();
    this.#wake();
  }

  /** Rows of a batch: a throttled job pauses often rather than long. */
  mostRows(batchSize: number): number {
    return Math.max(1, Math.min(batchSize, this.#order.cellsPerSecond ?? Number.POSITIVE_INFINITY));
  }

  /**
   * Waits while the job is paused, then does a piece of work and takes the time that its cells may take. Undefined, and
   * nothing done, when the job was stopped.
   */
  async turn<T>(work: () => Promise<T>, cellsOf: (result: T) => number = () => 0): Promise<T | undefined> {
    await this.#stand();
    if (this.#signal.aborted) return undefined;
    const rate = this.#order.cellsPerSecond;
    this.#working += 1;
    let result: T;
    try {
      result = await work();
    } finally {
      this.#working -= 1;
    }
    await this.#pay(cellsOf(result), rate);
    return result;
  }

  async #stand(): Promise<void> {
    this.#standing += 1;
    while (this.#order.wish === "pause" && !this.#signal.aborted) await this.#wait(LONGEST_WAIT_MS);
    this.#standing -= 1;
  }

  /** Together the workers stay at or under the rate. What was begun under another rate was of another size and is free. */
  async #pay(cells: number, rate: number | null): Promise<void> {
    if (rate === null || rate !== this.#order.cellsPerSecond || this.#signal.aborted) return;
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now) + (cells * 1000) / rate;
    await this.#wait(this.#freeAt - now);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        done();
      };
      const timer = setTimeout(end, Math.min(ms, LONGEST_WAIT_MS));
      this.#waiting.add(end);
    });
  }

  #wake(): void {
    for (const end of this.#waiting) end();
  }
}

import type { Wish } from "#lib/domain/reencryption/control.ts";

export interface Order {
  wish: Wish;
  /** Of the whole job; null: no limit. */
  cellsPerSecond: number | null;
  /** Share of the time that a lane works; null: all of it. */
  dutyPercent: number | null;
  /** Held back for the application's sake, until that is over. */
  held: boolean;
  /** Processes that share that rate, this one included; absent: as many as before. */
  workers?: number;
}

/** SQL: an order, of `reencryption_control` aliased `c`. */
export const ORDER = `c.wish, c.cells_per_second AS "cellsPerSecond", c.duty_percent AS "dutyPercent", c.held_for IS NOT NULL AS held`;
export const NO_ORDER: Order = { wish: "run", cellsPerSecond: null, dutyPercent: null, held: false };

interface Obeyer {
  signal: AbortSignal;
  cancel: () => void;
  /** A limit of this process alone. */
  cellsPerSecond?: number | null;
}

const LONGEST_WAIT_MS = 3_600_000;
/** So much lost time is made up for: a timer that fires late would otherwise slow the job down. */
const MOST_CREDIT_MS = 100;

/** What people want of the job, as last read from the database, and how its workers obey: between two pieces of work. */
export class Orders {
  readonly #signal: AbortSignal;
  readonly #cancel: () => void;
  readonly #own: number | null;
  readonly #waiting = new Set<() => void>();
  #order: Required<Order>;
  #freeAt = 0;
  #working = 0;
  #standing = 0;

  constructor(first: Order, { signal, cancel, cellsPerSecond = null }: Obeyer) {
    this.#order = { workers: 1, ...first };
    this.#signal = signal;
    this.#cancel = cancel;
    this.#own = cellsPerSecond;
    signal.addEventListener("abort", () => this.#wake(), { once: true });
    if (first.wish === "cancel") cancel();
  }

  /** This process's share of the job's rate, or its own limit where that is lower. */
  get cellsPerSecond(): number | null {
    const { cellsPerSecond, workers } = this.#order;
    const share = cellsPerSecond === null ? null : cellsPerSecond / workers;
    return share === null ? this.#own : Math.min(share, this.#own ?? share);
  }

  /** Paused or held, and obeyed: no lane is within a piece of work. */
  get stands(): boolean {
    return this.#mustStand && this.#standing > 0 && this.#working === 0;
  }

  get #mustStand(): boolean {
    return this.#order.wish === "pause" || this.#order.held;
  }

  get cancelled(): boolean {
    return this.#order.wish === "cancel";
  }

  take(next: Order): void {
    const [before, rate] = [this.#order, this.cellsPerSecond];
    this.#order = { ...before, ...next };
    if (before.wish === next.wish && before.held === next.held && rate === this.cellsPerSecond) return;
    if (rate !== this.cellsPerSecond) this.#freeAt = 0;
    if (next.wish === "cancel") this.#cancel();
    this.#wake();
  }

  /** Rows of a batch: a throttled job pauses often rather than long. */
  mostRows(batchSize: number): number {
    return Math.max(1, Math.floor(Math.min(batchSize, this.cellsPerSecond ?? Number.POSITIVE_INFINITY)));
  }

  /**
   * Waits while the job is paused, then does a piece of work and takes the time that its cells may take. Undefined, and
   * nothing done, when the job was stopped.
   */
  async turn<T>(work: () => Promise<T>, cellsOf: (result: T) => number = () => 0): Promise<T | undefined> {
    await this.#stand();
    if (this.#signal.aborted) return undefined;
    const rate = this.cellsPerSecond;
    const begun = performance.now();
    this.#working += 1;
    let result: T;
    try {
      result = await work();
    } finally {
      this.#working -= 1;
    }
    await this.#rest(performance.now() - begun);
    await this.#pay(cellsOf(result), rate, begun);
    return result;
  }

  async #stand(): Promise<void> {
    this.#standing += 1;
    while (this.#mustStand && !this.#signal.aborted) await this.#wait(LONGEST_WAIT_MS);
    this.#standing -= 1;
  }

  /** What is left to the application of each lane's time. */
  async #rest(worked: number): Promise<void> {
    const duty = this.#order.dutyPercent;
    if (duty !== null && duty < 100 && !this.#signal.aborted)
      await this.#wait((worked * (100 - duty)) / duty);
  }

  /**
   * Together the lanes keep to the rate. The time that the work took counts, or slow batches would make it slower still.
   * What was begun under another rate was of another size and is free.
   */
  async #pay(cells: number, rate: number | null, begun: number): Promise<void> {
    if (rate === null || rate !== this.cellsPerSecond || this.#signal.aborted) return;
    this.#freeAt = Math.max(this.#freeAt, begun - MOST_CREDIT_MS) + (cells * 1000) / rate;
    const ahead = this.#freeAt - performance.now();
    if (ahead > 0) await this.#wait(ahead);
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

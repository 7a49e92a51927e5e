import type { Client } from "pg";
import {
  cellsPerSecond,
  etaSeconds,
  percentDone,
  type RateSample,
} from "#lib/domain/reencryption/progress.ts";

/** Cells are non-null values. A resumed job begins at what its earlier runs had done. */
export interface ReencryptionProgress {
  jobId: string;
  /** Per column, as the opening census found them. */
  found: { column: string; cells: number }[];
  cellsDone: number;
  cellsExpected: number;
  /** Never more than 100. */
  percent: number;
  /** Of this run. */
  batches: number;
  elapsedMs: number;
  /** Over the last 30 s. */
  cellsPerSecond: number | null;
  etaSeconds: number | null;
}

const EVERY_MS = 500;
const MOST_SAMPLES = 120;

/** Counts committed cells and reports at most twice a second. */
export class ProgressMeter {
  readonly #jobId: string;
  readonly #report: ((progress: ReencryptionProgress) => void) | undefined;
  readonly #samples: RateSample[] = [];
  readonly #startedAt = performance.now();
  #found: ReencryptionProgress["found"] = [];
  #own = 0;
  #others = 0;
  #batches = 0;
  #reportedAt = 0;

  constructor(jobId: string, report: ((progress: ReencryptionProgress) => void) | undefined) {
    this.#jobId = jobId;
    this.#report = report;
  }

  async begin(client: Client): Promise<void> {
    const { rows } = await client.query<{ column: string; cells: string; done: string }>(
      `SELECT column_name AS "column", opening_cells AS cells, total AS done
         FROM key_rotation.reencryption_progress WHERE job_id = $1 ORDER BY ordinal`,
      [this.#jobId],
    );
    this.#found = rows.map((row) => ({ column: row.column, cells: Number(row.cells) }));
    this.#others = rows.reduce((sum, row) => sum + Number(row.done), 0);
    this.#tell();
  }

  /** Cells of other processes, and of earlier runs, by now. */
  others(cells: number): void {
    this.#others = Math.max(this.#others, cells);
  }

  /** A batch of this process. */
  add(cells: number): void {
    this.#own += cells;
    this.#batches += 1;
    if (performance.now() - this.#reportedAt >= EVERY_MS) this.#tell();
  }

  #tell(): void {
    this.#reportedAt = performance.now();
    const done = this.#own + this.#others;
    this.#samples.push({ at: this.#reportedAt, cells: done });
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
    const expected = this.#found.reduce((sum, column) => sum + column.cells, 0);
    const rate = cellsPerSecond(this.#samples);
    this.#report?.({
      jobId: this.#jobId,
      found: this.#found,
      cellsDone: done,
      cellsExpected: expected,
      percent: percentDone(done, expected),
      batches: this.#batches,
      elapsedMs: Math.round(this.#reportedAt - this.#startedAt),
      cellsPerSecond: rate === null ? null : Math.round(rate),
      etaSeconds: etaSeconds(done, expected, rate),
    });
  }
}

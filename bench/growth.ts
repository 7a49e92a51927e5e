import { KEY_ENTRIES } from "#tests/encrypted-platform.ts";
import { type Spread, spread } from "./figures.ts";
import { startWorker } from "./long-lived-worker.ts";
import { type BenchWorld, rebuild } from "./world.ts";

export interface Growth {
  rows: number;
  microsecondsPerCell: Spread;
  /** Megabytes; the worker's peak up to and including this table. */
  memory: number;
}

const RUNS = 3;
const CONNECTIONS = 2;

/** What a cell costs in tables of growing size, in one worker that ran before: several runs each, on the same bytes. */
export async function measureGrowth(world: BenchWorld, sizes: readonly number[]): Promise<Growth[]> {
  const worker = startWorker();
  const measured: Growth[] = [];
  try {
    for (const rows of sizes) {
      const databaseUrl = await world.platform(`size_${rows}`, rows);
      const costs: number[] = [];
      // The first run of the first table warms the worker up and is not counted.
      for (let run = measured.length === 0 ? 0 : 1; run <= RUNS; run += 1) {
        await rebuild(databaseUrl);
        const { cells, milliseconds } = await worker.rotate({
          databaseUrl,
          keys: KEY_ENTRIES,
          connections: CONNECTIONS,
        });
        if (run > 0) costs.push((milliseconds * 1000) / cells);
      }
      measured.push({ rows, microsecondsPerCell: spread(costs), memory: worker.memory() });
    }
  } finally {
    await worker.end();
  }
  return measured;
}

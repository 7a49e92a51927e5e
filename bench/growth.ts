import { KEY_ENTRIES } from "#tests/encrypted-platform.ts";
import { type Spread, spread } from "./figures.ts";
import { type LongLivedWorker, startWorker } from "./long-lived-worker.ts";
import { type BenchWorld, rebuild } from "./world.ts";

export interface Growth {
  rows: number;
  microsecondsPerCell: Spread;
  /** Megabytes at the worker's peak. */
  memory: number;
}

const RUNS = 3;
const WARM_UP_ROWS = 50_000;
const CONNECTIONS = 2;

/** What a cell costs in tables of growing size: several runs each, on the same bytes, in a worker that ran before. */
export async function measureGrowth(world: BenchWorld, sizes: readonly number[]): Promise<Growth[]> {
  const warmUp = await world.platform("warm_up", WARM_UP_ROWS);
  const measured: Growth[] = [];
  for (const rows of sizes) {
    const url = await world.platform(`size_${rows}`, rows);
    const worker = startWorker();
    try {
      await costOf(worker, warmUp);
      const costs: number[] = [];
      for (let run = 1; run <= RUNS; run += 1) costs.push(await costOf(worker, url));
      measured.push({ rows, microsecondsPerCell: spread(costs), memory: worker.memory() });
    } finally {
      await worker.end();
    }
  }
  return measured;
}

async function costOf(worker: LongLivedWorker, databaseUrl: string): Promise<number> {
  await rebuild(databaseUrl);
  const turn = { databaseUrl, keys: KEY_ENTRIES, connections: CONNECTIONS };
  const { cells, milliseconds } = await worker.rotate(turn);
  return (milliseconds * 1000) / cells;
}

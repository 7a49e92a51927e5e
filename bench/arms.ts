import { keyring } from "#tests/encrypted-platform.ts";
import { type EngineRun, runEngine } from "./engine-process.ts";
import { runProcedureAlgorithm } from "./procedure-algorithm.ts";
import { runSingleUpdate } from "./single-update.ts";
import { type DatabaseCost, watchDatabase } from "./watch-database.ts";
import { rebuild } from "./world.ts";

export interface Arm {
  id: string;
  name: string;
  /** On few rows, because it grows slower with every row it has done. */
  small?: true;
  run: (url: string) => Promise<EngineRun>;
}

export interface Measurement extends DatabaseCost {
  cellsPerSecond: number;
  cells: number;
  /** Megabytes; 0 where the arm is no process of its own. */
  memory: number;
}

const engine = (id: string, name: string, ...workers: string[][]): Arm => ({
  id,
  name,
  run: (url) => runEngine(url, workers),
});

export const ARMS: Arm[] = [
  {
    id: "procedure",
    name: "the procedure's algorithm",
    small: true,
    run: timed((url) => runProcedureAlgorithm(url, keyring)),
  },
  engine("engine-1", "engine, 1 connection (the default in the console)", ["--connections", "1"]),
  engine("engine-2", "engine, 2 connections", ["--connections", "2"]),
  engine(
    "workers-2",
    "engine, 2 processes with 2 connections, batches of 2,000",
    ["--connections", "2", "--batch", "2000"],
    ["--connections", "2", "--batch", "2000", "--join"],
  ),
  { id: "limit", name: "a single UPDATE (the limit)", run: timed(runSingleUpdate) },
];

/** Rebuilds the table, then runs one arm on it. */
export async function measure(arm: Arm, url: string): Promise<Measurement> {
  await rebuild(url);
  const { result, cost } = await watchDatabase(url, () => arm.run(url));
  const cellsPerSecond = Math.round((result.cells * 1000) / result.milliseconds);
  return { ...cost, cellsPerSecond, cells: result.cells, memory: result.memory };
}

function timed(work: (url: string) => Promise<number>): Arm["run"] {
  return async (url) => {
    const before = performance.now();
    const cells = await work(url);
    return { cells, milliseconds: performance.now() - before, memory: 0 };
  };
}

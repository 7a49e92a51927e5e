import type { Pool } from "pg";
import { expect, test, vi } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { keyring, seedPlatform } from "#tests/encrypted-platform.ts";
import { runReencryption } from "./run-reencryption.ts";

const PATIENTS = 6_000;
const RATE = 300;
const MEASURED_CELLS = 900;
const PATIENCE = { timeout: 30_000, interval: 10 };

async function booked(pool: Pool): Promise<{ cells: number; workers: number }> {
  const { rows } = await pool.query<{ cells: number; workers: number }>(
    `SELECT coalesce(sum(total), 0)::int AS cells, count(DISTINCT worker)::int AS workers FROM key_rotation.reencryption_ledger`,
  );
  return rows[0] ?? { cells: 0, workers: 0 };
}

/** Cells per second that so many processes deliver together, once all of them work. */
async function delivered(
  { pool, url }: TestDatabase,
  workers: number,
  limit: { ownCellsPerSecond: number } | { cellsPerSecond: number },
): Promise<number> {
  const stop = new AbortController();
  const part = (join: boolean) =>
    runReencryption({ databaseUrl: url, keyring, batchSize: 20, join, signal: stop.signal, ...limit });
  const all = Array.from({ length: workers }, (_, index) => part(index > 0));
  await vi.waitFor(async () => expect((await booked(pool)).workers).toBe(workers), PATIENCE);
  // Until the first beats tell each how many share the rate, every process may deliver all of it.
  const settled = (await booked(pool)).cells + 2 * RATE * workers;
  const from = await reached(pool, settled);
  const to = await reached(pool, from.cells + MEASURED_CELLS);
  stop.abort();
  await Promise.all(all);
  return ((to.cells - from.cells) * 1000) / (to.at - from.at);
}

const reached = (pool: Pool, least: number) =>
  vi.waitFor(async () => {
    const { cells } = await booked(pool);
    expect(cells).toBeGreaterThanOrEqual(least);
    return { cells, at: performance.now() };
  }, PATIENCE);

async function seeded(): Promise<TestDatabase> {
  const database = await testDatabase();
  await seedPlatform(database.pool, PATIENTS);
  return database;
}

test.each([1, 2, 4])(
  "%i processes that are each limited to a rate deliver so many times that rate within 10 %",
  async (workers) => {
    const rate = await delivered(await seeded(), workers, { ownCellsPerSecond: RATE });
    expect(rate / (workers * RATE)).toBeGreaterThan(0.9);
    expect(rate / (workers * RATE)).toBeLessThan(1.1);
  },
);

test("four processes share the rate of their job, and deliver it once", async () => {
  const rate = await delivered(await seeded(), 4, { cellsPerSecond: 2 * RATE });
  expect(rate / (2 * RATE)).toBeGreaterThan(0.9);
  expect(rate / (2 * RATE)).toBeLessThan(1.1);
});

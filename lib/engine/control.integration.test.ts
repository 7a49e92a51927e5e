import type { Pool } from "pg";
import { describe, expect, test, vi } from "vitest";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { keyring, opened, phoneOf, seedPlatform } from "#tests/encrypted-platform.ts";
import { runReencryption } from "./run-reencryption.ts";

const PATIENTS = 3_000;
const CELLS = 3_000 + 2_100 + 56;
const PATIENCE = { timeout: 20_000, interval: 20 };

async function seeded(): Promise<TestDatabase> {
  const database = await testDatabase();
  await seedPlatform(database.pool, PATIENTS);
  return database;
}

const run = (database: TestDatabase, options: Partial<Parameters<typeof runReencryption>[0]> = {}) =>
  runReencryption({
    databaseUrl: database.url,
    keyring,
    connections: 2,
    batchSize: 50,
    cellsPerSecond: 6_000,
    start: "first",
    ...options,
  });

const order = (pool: Pool, set: string) => pool.query(`UPDATE key_rotation.reencryption_control SET ${set}`);

async function one<T extends Record<string, unknown>>(pool: Pool, sql: string): Promise<T> {
  const { rows } = await pool.query<T>(sql);
  return rows[0] ?? ({} as T);
}

async function cellsDone(pool: Pool): Promise<number> {
  const sql = "SELECT coalesce(sum(total), 0)::int AS n FROM key_rotation.reencryption_ledger";
  return (await one<{ n: number }>(pool, sql)).n;
}

const untilCells = (pool: Pool, least: number) =>
  vi.waitFor(async () => expect(await cellsDone(pool)).toBeGreaterThanOrEqual(least), PATIENCE);

const untilStanding = (pool: Pool) =>
  vi.waitFor(async () => {
    const sql = "SELECT stands_since IS NOT NULL AS stands FROM key_rotation.reencryption_control";
    expect(await one(pool, sql)).toEqual({ stands: true });
  }, PATIENCE);

function expectComplete(report: ReencryptionReport): void {
  expect([report.status, report.error]).toEqual(["completed", null]);
  for (const column of report.columns) expect(column).toMatchObject({ unexplained: 0, remaining: 0 });
  expect(report.columns.reduce((sum, column) => sum + column.total, 0)).toBe(CELLS);
}

async function expectEveryPhone(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string; phone: Buffer }>(
    "SELECT id, phone_encrypted AS phone FROM patient_persons",
  );
  for (const { id, phone } of rows) expect(opened(phone)).toBe(phoneOf(Number(id)));
}

describe("a paused job", () => {
  test("holds no lock and no transaction, keeps its lease and heartbeat, and loses nothing when it goes on", async () => {
    const { pool, ...database } = await seeded();
    const running = run({ pool, ...database });
    await untilCells(pool, 300);
    await order(pool, "wish = 'pause'");
    await untilStanding(pool);
    const done = await cellsDone(pool);
    // Nothing but no lock at all lets another transaction have these.
    await pool.query(
      "BEGIN; LOCK TABLE patient_persons, organization_integrations IN ACCESS EXCLUSIVE MODE NOWAIT; COMMIT",
    );
    const lease =
      "SELECT heartbeat_at::text AS at, expires_at > now() AS held FROM key_rotation.reencryption_lease";
    const before = await one(pool, lease);
    await vi.waitFor(async () => {
      const now = await one(pool, lease);
      expect(now).toMatchObject({ held: true });
      expect(now.at).not.toBe(before.at);
    }, PATIENCE);
    const open = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`;
    expect(await one(pool, open)).toEqual({ n: 0 });
    expect(await cellsDone(pool)).toBe(done);
    expect(done).toBeLessThan(CELLS);
    await order(pool, "wish = 'run'");
    expectComplete(await running);
    await expectEveryPhone(pool);
  });

  test("stays paused when another process takes it over, and does not touch a cell until it may go on", async () => {
    const { pool, ...database } = await seeded();
    const worker = new AbortController();
    const running = run({ pool, ...database }, { signal: worker.signal });
    await untilCells(pool, 300);
    await order(pool, "wish = 'pause'");
    await untilStanding(pool);
    worker.abort();
    expect((await running).status).toBe("cancelled");
    const done = await cellsDone(pool);
    await order(pool, "stands_since = NULL");
    const next = run({ pool, ...database });
    await untilStanding(pool);
    expect(await cellsDone(pool)).toBe(done);
    await order(pool, "wish = 'run'");
    expectComplete(await next);
    await expectEveryPhone(pool);
  });

  test("can be cancelled where it stands", async () => {
    const { pool, ...database } = await seeded();
    const running = run({ pool, ...database });
    await untilCells(pool, 300);
    await order(pool, "wish = 'pause'");
    await untilStanding(pool);
    const done = await cellsDone(pool);
    await order(pool, "wish = 'cancel'");
    expect(await running).toMatchObject({ status: "cancelled", error: null });
    expect(await cellsDone(pool)).toBe(done);
  });
});

describe("a cancelled job", () => {
  test("goes on where it stopped in a new start, and ends with nothing unexplained", async () => {
    const { pool, ...database } = await seeded();
    const running = run({ pool, ...database });
    await untilCells(pool, 300);
    await order(pool, "wish = 'cancel'");
    const half = await running;
    expect(half).toMatchObject({ status: "cancelled", error: null });
    const again = await run({ pool, ...database }, { start: "second" });
    expectComplete(again);
    expect(again.columns.every((column) => column.alreadyCurrent === 0)).toBe(true);
    await expectEveryPhone(pool);
  });

  test("is not revived by a worker that takes over the same start", async () => {
    const { pool, ...database } = await seeded();
    const running = run({ pool, ...database });
    await untilCells(pool, 300);
    await order(pool, "wish = 'cancel'");
    await running;
    const done = await cellsDone(pool);
    expect(await run({ pool, ...database })).toMatchObject({ status: "cancelled", error: null });
    expect(await cellsDone(pool)).toBe(done);
  });
});

describe("the rate", () => {
  test("that was lowered while the job runs is kept from the next batch on, also in small batches", async () => {
    const { pool, ...database } = await seeded();
    const running = run({ pool, ...database }, { batchSize: 1000 });
    await untilCells(pool, 300);
    await order(pool, "cells_per_second = 40");
    // The batch that ran meanwhile, and the one that was cut before it read the order, are of the old size.
    for (let batch = 1; batch <= 2; batch += 1) await untilCells(pool, (await cellsDone(pool)) + 1);
    const [from, since] = [await cellsDone(pool), performance.now()];
    await untilCells(pool, from + 160);
    expect(performance.now() - since).toBeGreaterThan(((160 - 80) / 40) * 1000);
    await order(pool, "cells_per_second = 6000");
    expectComplete(await running);
  });

  test("is never above what was approved, whoever asks the database", async () => {
    const { pool, ...database } = await seeded();
    const running = run({ pool, ...database });
    await untilCells(pool, 100);
    for (const faster of ["6001", "NULL"])
      await expect(order(pool, `cells_per_second = ${faster}`)).rejects.toThrow(/never_faster_than_approved/);
    await running;
  });
});

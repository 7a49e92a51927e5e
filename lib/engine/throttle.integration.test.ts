import type { Pool } from "pg";
import { describe, expect, test, vi } from "vitest";
import { UNTHROTTLED } from "#lib/domain/reencryption/throttle.ts";
import { testDatabase, withClient } from "#tests/database.ts";
import { keyring, seedPlatform } from "#tests/encrypted-platform.ts";
import { beats } from "#tests/heartbeats.ts";
import { replicatedPlatform } from "#tests/replicated-platform.ts";
import { runReencryption } from "./run-reencryption.ts";
import { setControl } from "./set-control.ts";

const PATIENCE = { timeout: 30_000, interval: 25 };
const CELLS = 3_000 + 2_100 + 56;

const run = (url: string, options: Partial<Parameters<typeof runReencryption>[0]>) =>
  runReencryption({ databaseUrl: url, keyring, batchSize: 50, ownCellsPerSecond: 1_000, ...options });

async function control(pool: Pool): Promise<{ held: string | null; stands: boolean; cells: number }> {
  const { rows } = await pool.query<{ held: string | null; stands: boolean; cells: number }>(
    `SELECT held_for AS held, stands_since IS NOT NULL AS stands,
            (SELECT coalesce(sum(total), 0)::int FROM key_rotation.reencryption_ledger) AS cells
       FROM key_rotation.reencryption_control`,
  );
  return rows[0] ?? { held: null, stands: false, cells: -1 };
}

const untilHeld = (pool: Pool, reason: RegExp) =>
  vi.waitFor(async () => {
    const now = await control(pool);
    expect(now).toMatchObject({ held: expect.stringMatching(reason), stands: true });
    return now.cells;
  }, PATIENCE);

const untilMore = (pool: Pool, cells: number) =>
  vi.waitFor(async () => expect((await control(pool)).cells).toBeGreaterThan(cells), PATIENCE);

async function told(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ text: string }>(
    "SELECT text FROM key_rotation.reencryption_log ORDER BY id",
  );
  return rows.map(({ text }) => text).join("\n");
}

test("above the high mark of the application's p95 no cell is touched, also between the marks; below the low one it goes on", async () => {
  const { pool, url } = await testDatabase();
  await seedPlatform(pool, 3_000);
  let p95 = 10;
  const running = run(url, {
    throttle: { ...UNTHROTTLED, p95: { high: 250, low: 200 } },
    applicationP95: async () => p95,
  });
  await untilMore(pool, 100);
  p95 = 251;
  const cells = await untilHeld(pool, /p95 is 251 ms/);
  p95 = 220;
  await beats(pool, 3);
  expect(await control(pool)).toEqual({ held: expect.stringMatching(/p95 is 220 ms/), stands: true, cells });
  p95 = 199;
  await untilMore(pool, cells);
  expect(await running).toMatchObject({ status: "completed", error: null });
  expect(await told(pool)).toMatch(/Held back: The application's p95 is 251 ms[^]*No longer held back/);
});

test("a limit on a p95 that nobody measures holds the job until the limit is switched off, by whoever", async () => {
  const { pool, url } = await testDatabase();
  await seedPlatform(pool, 3_000);
  const running = run(url, { throttle: { ...UNTHROTTLED, p95: { high: 250, low: 200 } } });
  const cells = await untilHeld(pool, /p95 is not known/);
  await withClient(url, (client) => setControl(client, { p95: null, cellsPerSecond: 9_000 }, "p95=off"));
  await untilMore(pool, cells);
  expect(await running).toMatchObject({ status: "completed", error: null });
});

describe("with a real streaming replica", () => {
  test("a job is held while the replica does not replay or is gone, and goes on when it caught up or people say so", async () => {
    const { pool, url, replica } = await replicatedPlatform(3_000);
    const onReplica = (sql: string) => withClient(replica.url("postgres"), (client) => client.query(sql));
    const running = run(url, { throttle: { ...UNTHROTTLED, lag: { high: 2, low: 1 } } });
    await untilMore(pool, 100);
    await onReplica("SELECT pg_wal_replay_pause()");
    const lagging = await untilHeld(pool, /west at 127.0.0.1(\/32)? is \d+\.\d s behind/);
    await beats(pool, 2);
    expect((await control(pool)).cells).toBe(lagging);
    await onReplica("SELECT pg_wal_replay_resume()");
    await untilMore(pool, lagging);
    await replica.stop();
    const gone = await untilHeld(pool, /west at 127.0.0.1(\/32)? is not connected/);
    await beats(pool, 2);
    expect((await control(pool)).cells).toBe(gone);
    await withClient(url, (client) => setControl(client, { lag: null }, "lag=off"));
    const report = await running;
    expect([report.status, report.error]).toEqual(["completed", null]);
    expect(report.columns.reduce((sum, column) => sum + column.total, 0)).toBe(CELLS);
  });
});

test("a job is held while dead rows that a transaction keeps are too many of a table, and goes on when vacuum has removed them", async () => {
  const { pool, url } = await testDatabase();
  await seedPlatform(pool, 3_000);
  await pool.query("ALTER TABLE patient_persons SET (autovacuum_enabled = false)");
  await pool.query("ANALYZE patient_persons");
  const readers = await withClient(url, async (reader) => {
    await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM users");
    const pid = (await reader.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid;
    const running = run(url, {
      throttle: { ...UNTHROTTLED, deadRows: { high: 20, low: 10 } },
    });
    const cells = await untilHeld(pool, /^Of public.patient_persons \d+ % of the rows are dead/);
    await untilHeld(pool, new RegExp(`process ${pid} has had a transaction open for`));
    await pool.query("VACUUM patient_persons");
    await beats(pool, 2);
    expect(await control(pool)).toMatchObject({ held: expect.stringMatching(/are dead/), cells });
    return { running, cells };
  });
  await pool.query("VACUUM patient_persons");
  await untilMore(pool, readers.cells);
  await withClient(url, (client) => setControl(client, { deadRows: null }, "dead=off"));
  expect(await readers.running).toMatchObject({ status: "completed", error: null });
});

test("an order from the command line does not reach a rotation's job, and says where it is changed", async () => {
  const { pool, url } = await testDatabase();
  const set = () => withClient(url, (client) => setControl(client, { wish: "cancel" }, "job=cancel"));
  await expect(set()).rejects.toThrow(/No re-encryption job is running/);
  await seedPlatform(pool, 3_000);
  const running = run(url, { rotationId: "a rotation" });
  await untilMore(pool, 50);
  await expect(set()).rejects.toThrow(/on its page/);
  expect((await running).status).toBe("completed");
});

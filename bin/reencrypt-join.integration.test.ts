import type { Pool } from "pg";
import { describe, expect, test, vi } from "vitest";
import type { ColumnReport, ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { KEY_ENTRIES, opened, phoneOf, seedPlatform } from "#tests/encrypted-platform.ts";
import { startHeadless } from "#tests/headless.ts";

const PATIENTS = 6_000;
const CELLS = 6_000 + 4_200 + 56;
const SLOWLY = ["--json", "--batch", "50", "--rate", "1500"];
const PATIENCE = { timeout: 40_000, interval: 20 };

async function seeded(): Promise<TestDatabase> {
  const database = await testDatabase();
  await seedPlatform(database.pool, PATIENTS);
  return database;
}

const start = (url: string, flags: string[] = SLOWLY, env: Record<string, string | undefined> = {}) =>
  startHeadless<ReencryptionReport>("reencrypt", flags, { DATABASE_URL: url, ...env });
const join = (url: string) => start(url, [...SLOWLY, "--join"]);

const sum = (report: ReencryptionReport | undefined, of: Exclude<keyof ColumnReport, "column">) =>
  (report?.columns ?? []).reduce((cells, column) => cells + column[of], 0);

async function value<T>(pool: Pool, sql: string): Promise<T> {
  const { rows } = await pool.query<{ value: T }>(`SELECT (${sql}) AS value`);
  return (rows[0] as { value: T }).value;
}

const untilBooked = (pool: Pool, least: number) =>
  vi.waitFor(async () => {
    const booked = "SELECT coalesce(sum(total), 0)::int FROM key_rotation.reencryption_ledger";
    expect(await value<number>(pool, booked)).toBeGreaterThanOrEqual(least);
  }, PATIENCE);

/** Until so many processes have each booked a cell of their own. */
const untilAllWork = (pool: Pool, workers: number) =>
  vi.waitFor(async () => {
    const busy = "SELECT count(DISTINCT worker)::int FROM key_rotation.reencryption_ledger WHERE total > 0";
    expect(await value<number>(pool, busy)).toBe(workers);
  }, PATIENCE);

async function expectExact(pool: Pool): Promise<void> {
  const wrong = `SELECT coalesce(json_agg(p), '[]') FROM key_rotation.reencryption_progress p
    WHERE total <> opening_cells OR reencrypted <> total OR closing_cells <> total OR unaccounted <> 0 OR remaining <> 0`;
  expect(await value(pool, wrong)).toEqual([]);
  expect(await value(pool, "SELECT sum(total)::int FROM key_rotation.reencryption_ledger")).toBe(CELLS);
  expect(await value(pool, "SELECT string_agg(status, ' ') FROM key_rotation.reencryption_job")).toBe(
    "completed",
  );
  const { rows } = await pool.query<{ id: string; phone: Buffer }>(
    "SELECT id, phone_encrypted AS phone FROM patient_persons",
  );
  expect(rows).toHaveLength(PATIENTS);
  for (const { id, phone } of rows) expect(opened(phone)).toBe(phoneOf(Number(id)));
}

describe("processes that work one job together", () => {
  test("do a share each, and the starter reports the whole", async () => {
    const { pool, url } = await seeded();
    const starter = start(url);
    await untilBooked(pool, 1);
    const joiners = [join(url), join(url)];
    const [whole, ...shares] = await Promise.all([starter, ...joiners].map(({ result }) => result));
    expect([whole?.status, sum(whole?.report, "total"), sum(whole?.report, "unexplained")]).toEqual([
      0,
      CELLS,
      0,
    ]);
    for (const { status, report } of shares) {
      expect([status, report?.status, report?.error]).toEqual([0, "completed", null]);
      expect(sum(report, "total")).toBeGreaterThan(CELLS / 6);
      expect(sum(report, "total")).toBeLessThan(CELLS / 2);
    }
    await expectExact(pool);
  });

  test("survive kill -9 of one and then of the coordinator: the last one ends the job, every count exact", async () => {
    const { pool, url } = await seeded();
    const starter = start(url);
    await untilBooked(pool, 1);
    const [victim, heir] = [join(url), join(url)];
    await untilAllWork(pool, 3);
    victim.child.kill("SIGKILL");
    await untilBooked(pool, 2_000);
    starter.child.kill("SIGKILL");
    const { status, report, stderr } = await heir.result;
    expect([status, report?.error]).toEqual([0, null]);
    expect(stderr).toMatch(/joined|Joining/i);
    await expectExact(pool);
  });

  test("go on when the coordinator is stopped by SIGTERM, which leaves the job to them", async () => {
    const { pool, url } = await seeded();
    const starter = start(url);
    await untilBooked(pool, 1);
    const heir = join(url);
    await untilAllWork(pool, 2);
    starter.child.kill("SIGTERM");
    const left = await starter.result;
    expect([left.status, left.report?.status, left.report?.error]).toEqual([3, "cancelled", null]);
    expect((await heir.result).status).toBe(0);
    await expectExact(pool);
  });

  test("take the seat of a coordinator that sleeps past its lease; awake again it goes on as a worker and reports the whole", async () => {
    const { pool, url } = await seeded();
    const slowly = ["--json", "--batch", "50", "--rate", "800"];
    const sleeper = start(url, slowly);
    await untilBooked(pool, 1);
    const heir = start(url, [...slowly, "--join"]);
    await untilAllWork(pool, 2);
    const logged = (text: string) =>
      vi.waitFor(async () => {
        const lines = `SELECT count(*)::int FROM key_rotation.reencryption_log WHERE text ~ '${text}'`;
        expect(await value(pool, lines)).toBe(1);
      }, PATIENCE);
    sleeper.child.kill("SIGSTOP");
    await logged("took the coordinator.s place\\.");
    sleeper.child.kill("SIGCONT");
    await logged("this process goes on as a worker");
    const [whole, share] = await Promise.all([sleeper.result, heir.result]);
    expect([whole.report?.error, whole.status, sum(whole.report, "total")]).toEqual([null, 0, CELLS]);
    expect(share.status).toBe(0);
    await expectExact(pool);
  });

  test("take over the range of one that sleeps past its lease; awake again it cannot write to it", async () => {
    const { pool, url } = await seeded();
    const starter = start(url);
    await untilBooked(pool, 1);
    const sleeper = join(url);
    await untilAllWork(pool, 2);
    const name = `SELECT id FROM key_rotation.reencryption_worker WHERE name LIKE '%:${sleeper.child.pid}'`;
    const id = await value<string>(pool, name);
    const held = `SELECT range_no FROM key_rotation.reencryption_range WHERE holder = '${id}' AND NOT finished`;
    await vi.waitFor(async () => expect(await value(pool, held)).not.toBeNull(), PATIENCE);
    sleeper.child.kill("SIGSTOP");
    const range = await value<number>(pool, held);
    const other = `SELECT holder <> '${id}' FROM key_rotation.reencryption_range WHERE range_no = ${range}`;
    await vi.waitFor(async () => expect(await value(pool, other)).toBe(true), PATIENCE);
    sleeper.child.kill("SIGCONT");
    const [first, second] = await Promise.all([starter.result, sleeper.result]);
    expect([first.status, second.status]).toEqual([0, 0]);
    await expectExact(pool);
  });
});

test("joining is refused with what to do: when nothing runs for 15 s, and before the first row with other keys", async () => {
  const [quiet, busy] = await Promise.all([testDatabase(), seeded()]);
  const starter = start(busy.url, ["--json", "--batch", "50", "--rate", "500"]);
  const nothing = join(quiet.url).result;
  await untilBooked(busy.pool, 1);
  const flags = ["--json", "--join"];
  const [without, other] = await Promise.all([
    start(busy.url, flags, { ENCRYPTION_KEY_V1: undefined }).result,
    start(busy.url, flags, { ENCRYPTION_KEY_V1: KEY_ENTRIES.ENCRYPTION_KEY_V1.replace("0a", "0b") }).result,
  ]);
  expect([without.status, without.report?.error]).toEqual([
    1,
    expect.stringMatching(/set ENCRYPTION_KEY_V1/),
  ]);
  expect([other.status, other.report?.error]).toEqual([1, expect.stringMatching(/another key/)]);
  const workers = "SELECT count(*)::int FROM key_rotation.reencryption_worker";
  expect(await value(busy.pool, workers)).toBe(1);
  starter.child.kill("SIGTERM");
  expect((await starter.result).status).toBe(3);
  const { status, report } = await nothing;
  expect([status, report?.error]).toEqual([1, expect.stringMatching(/No re-encryption job is running/)]);
});

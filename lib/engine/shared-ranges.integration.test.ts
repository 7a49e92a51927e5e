import type { Pool } from "pg";
import { describe, expect, test, vi } from "vitest";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { keyring } from "#tests/encrypted-platform.ts";
import {
  insertKeyed,
  KEYED_TABLES,
  type KeyedTable,
  keyedValues,
  seedKeyedTable,
} from "#tests/keyed-table.ts";
import { runReencryption } from "./run-reencryption.ts";

const PATIENCE = { timeout: 20_000, interval: 10 };

/** A starter and two that join it, as three processes would: nothing is shared between them but the database. */
async function workTogether(
  { url, pool }: TestDatabase,
  options: Partial<Parameters<typeof runReencryption>[0]>,
): Promise<[ReencryptionReport, ReencryptionReport, ReencryptionReport]> {
  const part = (join: boolean) =>
    runReencryption({ databaseUrl: url, keyring, join, ownCellsPerSecond: 2_000, ...options });
  const starter = part(false);
  await untilRanges(pool);
  return Promise.all([starter, part(true), part(true)]);
}

const untilRanges = (pool: Pool) =>
  vi.waitFor(async () => {
    const { rowCount } = await pool.query("SELECT FROM key_rotation.reencryption_range WHERE range_no > 0");
    expect(rowCount).not.toBe(0);
  }, PATIENCE);

const sum = (report: ReencryptionReport, of: "total" | "reencrypted" | "unexplained" | "alreadyCurrent") =>
  report.columns.reduce((cells, column) => cells + column[of], 0);

async function splits(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query("SELECT FROM key_rotation.reencryption_log WHERE text ~ 'was split'");
  return rowCount ?? 0;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

function table(name: string): KeyedTable {
  const found = KEYED_TABLES[name];
  if (!found) throw new Error(`There is no table ${name}.`);
  return found;
}

describe("ranges are split among three workers, and every cell is counted once", () => {
  test.each(Object.keys(KEYED_TABLES))("with a key of type %s", async (name) => {
    const database = await testDatabase();
    await seedKeyedTable(database.pool, table(name), 2_500);
    const reports = await workTogether(database, { batchSize: 20, connections: 2 });
    for (const report of reports) expect(report).toMatchObject({ status: "completed", error: null });
    const [job, ...shares] = reports;
    expect(job.columns).toMatchObject([
      { total: 2_500, reencrypted: 2_500, alreadyCurrent: 0, raced: 0, remaining: 0, unexplained: 0 },
    ]);
    for (const share of shares) expect(sum(share, "total")).toBeGreaterThan(300);
    expect(await keyedValues(database.pool)).toEqual(upTo(2_500));
    expect(await splits(database.pool)).toBeGreaterThan(1);
  });
});

const BY_MONTH: KeyedTable = {
  columns: "id bigint, month int",
  registered: "id",
  partitionBy: "LIST (month)",
  partitions: ["IN (1)", "IN (2)"],
  key: "id, month",
  values: "n, CASE WHEN n % 20 = 0 THEN 2 ELSE 1 END",
};

/** 5,700 rows in one partition, 300 in the other. */
async function skewed(): Promise<TestDatabase> {
  const database = await testDatabase();
  await seedKeyedTable(database.pool, BY_MONTH, 6_000);
  return database;
}

describe("a partitioned table", () => {
  test("of which one partition holds nearly all rows is finished by all workers together", async () => {
    const database = await skewed();
    const [job, ...shares] = await workTogether(database, { batchSize: 50 });
    expect([job.status, sum(job, "total"), sum(job, "unexplained")]).toEqual(["completed", 6_000, 0]);
    for (const share of shares) {
      expect(sum(share, "total")).toBeGreaterThan(6_000 / 4);
      expect(Math.abs(share.elapsedMs - job.elapsedMs)).toBeLessThan(1_500);
    }
    const { rows } = await database.pool.query<{ partition: string; ranges: number }>(
      `SELECT partition_name AS partition, count(*)::int AS ranges FROM key_rotation.reencryption_range
        WHERE range_no > 0 GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { partition: "public.keyed_1", ranges: expect.any(Number) },
      { partition: "public.keyed_2", ranges: expect.any(Number) },
    ]);
  });

  test("gets the rows of a partition that was attached meanwhile done too, and accounts for them", async () => {
    const { pool, ...database } = await skewed();
    const running = workTogether({ pool, ...database }, { batchSize: 50 });
    await untilRanges(pool);
    await pool.query("CREATE TABLE keyed_3 (id bigint, month int, cell bytea, PRIMARY KEY (id, month))");
    const late = { table: "keyed_3", key: "id, month", values: "n, 3" };
    await insertKeyed(pool, late, { first: 6_001, last: 6_500 });
    await pool.query("ALTER TABLE keyed ATTACH PARTITION keyed_3 FOR VALUES IN (3)");
    const [job] = await running;
    expect(job).toMatchObject({
      status: "completed",
      columns: [{ total: 6_500, reencrypted: 6_500, netChange: 500, unexplained: 0, remaining: 0 }],
    });
    expect(await keyedValues(pool)).toEqual(upTo(6_500));
  });

  test("is finished when a partition is dropped meanwhile, and its rows are accounted for", async () => {
    const { pool, ...database } = await skewed();
    const running = workTogether({ pool, ...database }, { batchSize: 50, ownCellsPerSecond: 1_000 });
    await untilRanges(pool);
    await vi.waitFor(() => pool.query("SET lock_timeout = '50ms'; DROP TABLE keyed_1"), PATIENCE);
    const [job] = await running;
    expect([job.status, job.error, sum(job, "unexplained")]).toEqual(["completed", null, 0]);
    expect(await keyedValues(pool)).toHaveLength(300);
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "pg";
import { describe, expect, test } from "vitest";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { freePort } from "#sandbox/free-port.ts";
import { startCluster } from "#sandbox/postgres/cluster.ts";
import { createPlatformTables } from "#sandbox/postgres/platform-tables.ts";
import { type TestDatabase, testDatabase, withClient } from "#tests/database.ts";
import { opened, phoneOf, seedPlatform } from "#tests/encrypted-platform.ts";
import { runHeadless, startHeadless } from "#tests/headless.ts";

const PATIENTS = 3_000;
const CELLS = 3_000 + 2_100 + 56;
const SLOWLY = ["--json", "--batch", "50", "--rate", "3000"];

const reencrypt = (url: string, flags: string[]) =>
  startHeadless<ReencryptionReport>("reencrypt", flags, { DATABASE_URL: url });
const totals = (report: ReencryptionReport | undefined) => {
  const sum = { total: 0, reencrypted: 0, unexplained: 0, remaining: 0 };
  for (const column of report?.columns ?? []) {
    for (const name of ["total", "reencrypted", "unexplained", "remaining"] as const)
      sum[name] += column[name];
  }
  return sum;
};
const complete = { total: CELLS, reencrypted: CELLS, unexplained: 0, remaining: 0 };

describe("a job that is stopped", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "by %s finishes its batch, exits 3 and resumes where it was",
    async (signal) => {
      const database = await seeded();
      const { child, result } = reencrypt(database.url, SLOWLY);
      await untilCells(database.pool, 300);
      child.kill(signal);
      const { status, report } = await result;
      expect([status, report?.status, report?.error]).toEqual([3, "cancelled", null]);
      const half = totals(report);
      expect(half.reencrypted).toBeGreaterThanOrEqual(300);
      expect(half.remaining).toBe(CELLS - half.reencrypted);
      // The lease was given back: no wait for it to lapse.
      const resumed = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
        DATABASE_URL: database.url,
      });
      expect([resumed.status, totals(resumed.report)]).toEqual([0, complete]);
      expect(resumed.report?.elapsedMs).toBeLessThan(3_000);
      expect(await jobs(database.pool)).toEqual(["completed"]);
    },
  );

  test("by an order to cancel ends as cancelled within a few batches", async () => {
    const database = await seeded();
    const { result } = reencrypt(database.url, SLOWLY);
    await untilCells(database.pool, 300);
    await database.pool.query("UPDATE key_rotation.reencryption_control SET wish = 'cancel'");
    const { status, report } = await result;
    expect([status, report?.status]).toEqual([3, "cancelled"]);
    expect(totals(report).reencrypted).toBeLessThan(CELLS);
  });

  test("with a target version that is no longer current is superseded by the next one", async () => {
    const database = await seeded();
    const { child, result } = reencrypt(database.url, SLOWLY);
    await untilCells(database.pool, 300);
    child.kill("SIGTERM");
    await result;
    const back = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
      DATABASE_URL: database.url,
      ENCRYPTION_CURRENT_VERSION: "1",
    });
    expect([back.status, back.report?.currentVersion]).toEqual([0, 1]);
    expect(await jobs(database.pool)).toEqual(["cancelled", "completed"]);
    const again = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
      DATABASE_URL: database.url,
    });
    expect([again.status, totals(again.report)]).toEqual([0, complete]);
  });
});

describe("one job per database", () => {
  test("a second starter exits 1 while the first is alive, and the first is not disturbed", async () => {
    const database = await seeded();
    const first = reencrypt(database.url, ["--json", "--batch", "50", "--rate", "1000"]);
    await untilCells(database.pool, 100);
    const second = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
      DATABASE_URL: database.url,
    });
    expect([second.status, second.report?.error]).toEqual([
      1,
      expect.stringMatching(/Another re-encryption job is running/),
    ]);
    const { status, report } = await first.result;
    expect([status, totals(report)]).toEqual([0, complete]);
  });

  test("a holder that slept through its lease cannot write after another took over, and reports what that one ended", async () => {
    const database = await seeded();
    const sleeper = reencrypt(database.url, SLOWLY);
    await untilCells(database.pool, 300);
    sleeper.child.kill("SIGSTOP");
    const taker = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
      DATABASE_URL: database.url,
    });
    expect([taker.report?.error, taker.status, totals(taker.report)]).toEqual([null, 0, complete]);
    sleeper.child.kill("SIGCONT");
    const { status, report } = await sleeper.result;
    expect([status, report?.error, totals(report)]).toEqual([0, null, complete]);
    expect(await jobs(database.pool)).toEqual(["completed"]);
  });
});

test("the database is cut off and restarted three times during the job, which reconnects and ends exact", async () => {
  const folder = mkdtempSync(join(tmpdir(), "keyturn-restart-"));
  const cluster = await startCluster({ dataDir: join(folder, "data"), port: await freePort() });
  const url = cluster.url("postgres");
  const pool = new Pool({ connectionString: url });
  pool.on("error", () => undefined);
  try {
    await withClient(url, createPlatformTables);
    await seedPlatform(pool, PATIENTS);
    const { result } = reencrypt(url, SLOWLY);
    for (const cells of [300, 900, 2_000]) {
      await untilCells(pool, cells);
      await cluster.crashAndRestart();
    }
    const { status, report } = await result;
    expect([status, report?.error, totals(report)]).toEqual([0, null, complete]);
    await expectPhones(pool);
  } finally {
    await pool.end();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function seeded(): Promise<TestDatabase> {
  const database = await testDatabase();
  await seedPlatform(database.pool, PATIENTS);
  return database;
}

async function untilCells(pool: Pool, cells: number): Promise<void> {
  for (;;) {
    const done = await pool
      .query<{ cells: string }>(
        "SELECT coalesce(sum(total), 0) AS cells FROM key_rotation.reencryption_ledger",
      )
      .catch(() => undefined);
    if (Number(done?.rows[0]?.cells ?? 0) >= cells) return;
    await delay(20);
  }
}

async function jobs(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ status: string }>(
    "SELECT status FROM key_rotation.reencryption_job ORDER BY created_at",
  );
  return rows.map((row) => row.status);
}

async function expectPhones(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string; phone: Buffer }>(
    "SELECT id, phone_encrypted AS phone FROM patient_persons",
  );
  expect(rows).toHaveLength(PATIENTS);
  for (const { id, phone } of rows) expect(opened(phone)).toBe(phoneOf(Number(id)));
}

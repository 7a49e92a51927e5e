import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import type { ReencryptionReport, VerificationReport } from "#lib/domain/reencryption/report.ts";
import { freePort } from "#sandbox/free-port.ts";
import { startCluster } from "#sandbox/postgres/cluster.ts";
import { createPlatformTables } from "#sandbox/postgres/platform-tables.ts";
import { startDatabaseProxy } from "#tests/chaos/database-proxy.ts";
import { type TestDatabase, testDatabase, withClient } from "#tests/database.ts";
import { opened, phoneOf, seedPlatform } from "#tests/encrypted-platform.ts";
import { type HeadlessResult, runHeadless, startHeadless } from "#tests/headless.ts";

const PATIENTS = 2_000;
const CELLS = 2_000 + 1_400 + 56;
const SLOWLY = ["--json", "--batch", "50", "--rate", "1500", "--connections", "1"];
/** So that a statement is met long before the job ends, on a busy machine too. */
const VERY_SLOWLY = SLOWLY.with(SLOWLY.indexOf("1500"), "300");

test("a commit whose answer was lost is neither done again nor counted twice", async () => {
  const { database, proxy, url } = await behindProxy();
  const { result } = startHeadless<ReencryptionReport>("reencrypt", SLOWLY, { DATABASE_URL: url });
  await untilCells(database.pool, 100);
  for (let cut = 0; cut < 8; cut += 1) await proxy.cutAfterNextCommit(AbortSignal.timeout(20_000));
  await expectExact(database.pool, await result);
});

test("a connection that goes dead without a word is given up, and the job ends exact", async () => {
  const { database, proxy, url } = await behindProxy();
  const { result } = startHeadless<ReencryptionReport>("reencrypt", SLOWLY, { DATABASE_URL: url });
  for (const cells of [100, 800]) {
    await untilCells(database.pool, cells);
    await proxy.blackHole(1_500);
  }
  await expectExact(database.pool, await result);
});

test("statements that are cancelled again and again are repeated in smaller batches", async () => {
  const database = await seeded();
  const { result } = startHeadless<ReencryptionReport>("reencrypt", VERY_SLOWLY, {
    DATABASE_URL: database.url,
  });
  for (let cells = 100; cells <= 500; cells += 100) {
    await untilCells(database.pool, cells);
    await vi.waitFor(() => cancelStatement(database.pool), { timeout: 30_000, interval: 1 });
  }
  await expectExact(database.pool, await result);
});

test("an application that takes rows against the order of the job is never the victim of a deadlock", async () => {
  const database = await seeded();
  const flags = ["--json", "--batch", "400", "--connections", "1"];
  await withClient(database.url, async (application) => {
    // Its own look for a deadlock comes before the job's would.
    await application.query("SET deadlock_timeout = '700ms'");
    await application.query("BEGIN; UPDATE patient_persons SET name = 'theirs' WHERE id = 350");
    const { result } = startHeadless<ReencryptionReport>("reencrypt", flags, { DATABASE_URL: database.url });
    await untilJobWaits(database.pool);
    // The job holds this row and waits for the other one.
    await application.query("UPDATE patient_persons SET name = 'theirs' WHERE id = 1");
    await application.query("COMMIT");
    await expectExact(database.pool, await result);
  });
});

test("a database that became read-only ends the run with what to do, and the next start completes it", async () => {
  const database = await seeded();
  await runHeadless("reencrypt", ["--json", "--dry-run"], { DATABASE_URL: database.url });
  const name = new URL(database.url).pathname.slice(1);
  await database.pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  const refused = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], {
    DATABASE_URL: database.url,
  });
  expect([refused.status, refused.report?.error]).toEqual([
    1,
    expect.stringMatching(/read-only .* point DATABASE_URL at the writer/),
  ]);
  await withClient(database.url, async (client) => {
    await client.query("SET default_transaction_read_only = off");
    await client.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
  });
  await expectExact(
    database.pool,
    await runHeadless("reencrypt", ["--json"], { DATABASE_URL: database.url }),
  );
});

test("neither the job nor the verification works on a standby", async () => {
  const folder = mkdtempSync(join(tmpdir(), "keyturn-standby-"));
  chmodSync(folder, 0o755);
  const options = { dataDir: join(folder, "data"), port: await freePort() };
  const writer = await startCluster(options);
  await withClient(writer.url("postgres"), createPlatformTables);
  await writer.stop();
  writeFileSync(join(folder, "data", "standby.signal"), "");
  const standby = await startCluster(options);
  try {
    const env = { DATABASE_URL: standby.url("postgres") };
    const verified = await runHeadless<VerificationReport>("verify", ["--json"], env);
    const run = await runHeadless<ReencryptionReport>("reencrypt", ["--json"], env);
    for (const { status, report } of [verified, run]) {
      expect([status, report?.status, report?.error]).toEqual([
        1,
        "failed",
        expect.stringMatching(/read replica: give the address of the writer/),
      ]);
    }
  } finally {
    await standby.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function seeded(): Promise<TestDatabase> {
  const database = await testDatabase();
  await seedPlatform(database.pool, PATIENTS);
  return database;
}

async function behindProxy() {
  const database = await seeded();
  const url = new URL(database.url);
  const proxy = await startDatabaseProxy(Number(url.port));
  url.port = String(proxy.port);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return { database, proxy, url: url.href };
}

async function untilCells(pool: Pool, cells: number): Promise<void> {
  const sql = "SELECT coalesce(sum(total), 0) AS cells FROM key_rotation.reencryption_ledger";
  while (Number((await pool.query<{ cells: string }>(sql)).rows[0]?.cells) < cells) continue;
}

/** Throws while the job is between two statements. */
async function cancelStatement(pool: Pool): Promise<void> {
  const { rowCount } = await pool.query(
    `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'keyturn-engine' AND state = 'active'`,
  );
  expect(rowCount).toBeGreaterThan(0);
}

async function untilJobWaits(pool: Pool): Promise<void> {
  const sql = `SELECT FROM pg_stat_activity WHERE datname = current_database()
     AND application_name = 'keyturn-engine' AND wait_event_type = 'Lock'`;
  while ((await pool.query(sql)).rowCount === 0) continue;
}

async function expectExact(
  pool: Pool,
  { status, report }: HeadlessResult<ReencryptionReport>,
): Promise<void> {
  const sum = { total: 0, reencrypted: 0, raced: 0, unexplained: 0, remaining: 0 };
  for (const column of report?.columns ?? []) {
    for (const name of ["total", "reencrypted", "raced", "unexplained", "remaining"] as const)
      sum[name] += column[name];
  }
  expect([status, report?.error]).toEqual([0, null]);
  expect(sum).toEqual({ total: CELLS, reencrypted: CELLS, raced: 0, unexplained: 0, remaining: 0 });
  const { rows } = await pool.query<{ id: string; phone: Buffer }>(
    "SELECT id, phone_encrypted AS phone FROM patient_persons",
  );
  for (const { id, phone } of rows) expect(opened(phone)).toBe(phoneOf(Number(id)));
}

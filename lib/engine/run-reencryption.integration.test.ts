import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { type TestDatabase, testDatabase, withClient } from "#tests/database.ts";
import {
  digestOfEverything,
  keyring,
  opened,
  phoneOf,
  seedPlatform,
  underV1,
  underV2,
} from "#tests/encrypted-platform.ts";
import { beats } from "#tests/heartbeats.ts";
import { runReencryption } from "./run-reencryption.ts";
import { verifyAll } from "./verify-all.ts";

const run = (database: TestDatabase, options: Partial<Parameters<typeof runReencryption>[0]> = {}) =>
  runReencryption({ databaseUrl: database.url, keyring, connections: 2, ...options });

const phones = (report: ReencryptionReport) =>
  report.columns.find((column) => column.column.endsWith(".phone_encrypted"));

describe("the application writes while the job runs", () => {
  test("no update is lost, wherever it falls, and every cell is accounted for", async () => {
    const database = await testDatabase();
    await seedPlatform(database.pool, 4_000);
    const written = new Map<number, string>();
    const writer = new AbortController();
    const writing = Promise.all(
      [1, 2, 3].map((lane) => writeRandomly(database, written, { lane, signal: writer.signal })),
    );
    // Longer than the writers write the old version: what a task writes after the end is the verification's to find.
    const report = await run(database, { batchSize: 200, cellsPerSecond: 3_000 });
    writer.abort();
    await writing;
    expect(report).toMatchObject({ status: "completed", error: null });
    for (const column of report.columns)
      expect(column).toMatchObject({ unexplained: 0, remaining: 0, netChange: 0 });
    expect(phones(report)?.total).toBe(4_000);
    expect(written.size).toBeGreaterThan(50);
    const { rows } = await database.pool.query<{ id: string; phone: Buffer }>(
      "SELECT id, phone_encrypted AS phone FROM patient_persons",
    );
    for (const { id, phone } of rows)
      expect(opened(phone)).toBe(written.get(Number(id)) ?? phoneOf(Number(id)));
  });

  test("rows inserted behind the cursor under the old version are found and counted once", async () => {
    const database = await testDatabase();
    await seedPlatform(database.pool, 3_000);
    let inserted = false;
    const report = await run(database, {
      connections: 1,
      batchSize: 100,
      cellsPerSecond: 6_000,
      onProgress: ({ cellsDone }) => {
        if (inserted || cellsDone < 500) return;
        inserted = true;
        void database.pool.query(
          "INSERT INTO patient_persons (id, phone_encrypted) VALUES (-5, $1), (-6, $2)",
          [underV1("late"), underV1("later")],
        );
        // A task with an old configuration writes a row that the job has already done.
        void database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id = 1", [
          underV1("stale"),
        ]);
      },
    });
    expect(report.status).toBe("completed");
    expect(phones(report)).toMatchObject({
      total: 3_002,
      reencrypted: 3_002,
      netChange: 2,
      unexplained: 0,
      remaining: 0,
    });
    const { rows } = await database.pool.query<{ phone: Buffer }>(
      "SELECT phone_encrypted AS phone FROM patient_persons WHERE id IN (-5, -6, 1) ORDER BY id",
    );
    expect(rows.map(({ phone }) => opened(phone))).toEqual(["later", "late", "stale"]);
  });

  test("rows held locked are left to the application and done when it lets go", async () => {
    const database = await testDatabase();
    await seedPlatform(database.pool, 500);
    const holder = await database.pool.connect();
    await holder.query("BEGIN; SELECT 1 FROM patient_persons WHERE id IN (100, 400) FOR UPDATE");
    const running = run(database, { batchSize: 100 });
    await untilSkipped(database);
    await beats(database.pool, 6);
    const { rows } = await database.pool.query("SELECT status FROM key_rotation.reencryption_job");
    expect(rows).toEqual([{ status: "running" }]);
    await holder.query("ROLLBACK");
    holder.release();
    const report = await running;
    expect(report.status).toBe("completed");
    expect(phones(report)).toMatchObject({ total: 500, reencrypted: 500, unexplained: 0 });
  });

  test("a trigger that drops the UPDATE fails the run with that reason, never a green report", async () => {
    const database = await testDatabase();
    await seedPlatform(database.pool, 50);
    await database.pool.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN CASE WHEN NEW.id = 7 THEN NULL ELSE NEW END; END';
      CREATE TRIGGER refuse BEFORE UPDATE ON patient_persons FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const report = await run(database);
    expect(report.status).toBe("failed");
    expect(report.error).toMatch(/Row 7 of patient_persons .* trigger/);
    await database.pool.query("DROP TRIGGER refuse ON patient_persons");
    const resumed = await run(database);
    expect(resumed.status).toBe("completed");
    expect(phones(resumed)).toMatchObject({ total: 50, unexplained: 0, remaining: 0 });
  });
});

describe("what a platform database may look like", () => {
  test("the worker's role of grants.sql, with the registered columns and nothing else, is enough", async () => {
    const database = await testDatabase();
    await seedPlatform(database.pool, 200);
    const grants = readFileSync(new URL("../../prisma/grants.sql", import.meta.url), "utf8");
    const role = `worker_${Date.now()}`;
    await database.pool.query(`${grants}; CREATE ROLE ${role} LOGIN IN ROLE keyturn_worker`);
    const report = await run(database, { databaseUrl: database.urlFor(role) });
    expect([report.status, report.error]).toEqual(["completed", null]);
    const verified = await verifyAll({ databaseUrl: database.urlFor(role), keyring });
    expect([verified.status, verified.error]).toEqual(["verified", null]);
    await database.pool.query(`DROP ROLE ${role}`);
  });

  test("a role under row-level security gets an error, never a green zero", async () => {
    const database = await testDatabase();
    await seedPlatform(database.pool, 50);
    const role = `filtered_${Date.now()}`;
    await database.pool.query(`
      CREATE ROLE ${role} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role};
      GRANT USAGE ON SCHEMA key_rotation TO ${role}; GRANT ALL ON ALL TABLES IN SCHEMA key_rotation TO ${role};
      ALTER TABLE patient_persons ENABLE ROW LEVEL SECURITY;
      CREATE POLICY none ON patient_persons USING (false)`);
    const untouched = await digestOfEverything(database.pool, ["public"]);
    const options = { databaseUrl: database.urlFor(role), keyring };
    const report = await runReencryption(options);
    expect([report.status, report.error]).toEqual([
      "failed",
      expect.stringMatching(/row-level security.*BYPASSRLS/),
    ]);
    const verified = await verifyAll(options);
    expect([verified.status, verified.error]).toEqual([
      "failed",
      expect.stringMatching(/row-level security/),
    ]);
    expect(await digestOfEverything(database.pool, ["public"])).toBe(untouched);
    await database.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  test("uuid keys, partitions with a composite key, odd names and ids beyond 2^53 are all re-encrypted", async () => {
    const database = await testDatabase();
    await database.pool.query(`
      DROP TABLE patient_persons, organization_integrations;
      CREATE TABLE patient_persons (id bigint, organization_id bigint, phone_encrypted bytea,
        emergency_contact_phone_encrypted bytea, PRIMARY KEY (organization_id, id)) PARTITION BY LIST (organization_id);
      CREATE TABLE p1 PARTITION OF patient_persons FOR VALUES IN (1);
      CREATE TABLE p2 PARTITION OF patient_persons FOR VALUES IN (2);
      CREATE TABLE organization_integrations (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), api_key_encrypted bytea);
      CREATE SCHEMA "Odd ""schema"; CREATE TABLE "Odd ""schema"."ta'ble" ("the key" text PRIMARY KEY, "da""ta" bytea);
      INSERT INTO key_rotation.encrypted_column VALUES ('Odd "schema', 'ta''ble', 'da"ta', 'the key')`);
    const big = "9007199254740993";
    await database.pool.query(
      `INSERT INTO patient_persons SELECT id, org, $1 FROM unnest(ARRAY[1, 2, ${big}]::bigint[]) AS id, unnest(ARRAY[1, 2]) AS org`,
      [underV1("phone")],
    );
    await database.pool.query(
      "UPDATE patient_persons SET phone_encrypted = '' WHERE id = $1 AND organization_id = 2",
      [big],
    );
    await database.pool.query(
      `INSERT INTO organization_integrations (api_key_encrypted) SELECT $1 FROM generate_series(1, 30)`,
      [underV1("k")],
    );
    await database.pool.query(
      `INSERT INTO "Odd ""schema"."ta'ble" SELECT k, $1 FROM unnest(ARRAY['a"b', 'c\\d', 'e,{}', '']) AS k`,
      [underV1("v")],
    );
    const report = await run(database, { batchSize: 2 });
    expect(report.error).toBeNull();
    expect(
      report.columns.map(({ total, reencrypted, unexplained }) => [total, reencrypted, unexplained]),
    ).toEqual(
      expect.arrayContaining([
        [6, 5, 0],
        [30, 30, 0],
        [4, 4, 0],
        [0, 0, 0],
      ]),
    );
    expect(report.quarantine).toEqual([
      { column: "patient_persons.phone_encrypted", id: big, cause: "empty" },
    ]);
  });
});

async function writeRandomly(
  database: TestDatabase,
  written: Map<number, string>,
  { lane, signal }: { lane: number; signal: AbortSignal },
): Promise<void> {
  for (let count = 0; !signal.aborted; count += 1) {
    // Lanes never share a row, so that the last value of a row is known.
    const id = 3 * Math.floor(Math.random() * 1_300) + lane;
    const value = `lane ${lane} write ${count}`;
    await withClient(database.url, async (client) => {
      // Tasks with the old configuration are among the writers at first.
      const blob = count < 40 && count % 3 === 0 ? underV1(value) : underV2(value);
      await client.query("UPDATE patient_persons SET phone_encrypted = $2 WHERE id = $1", [id, blob]);
    });
    written.set(id, value);
  }
}

async function untilSkipped(database: TestDatabase): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query<{ finished: boolean }>(
      "SELECT bool_and(finished) AS finished FROM key_rotation.reencryption_range WHERE range_no > 0",
    );
    if (rows[0]?.finished) return;
    await delay(20);
  }
}

import type { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectToWriter } from "#lib/db/platform.ts";
import { createTestDatabase, type TestDatabase } from "#tests/database.ts";
import { keyring, opened, seedPlatform, underV2 } from "#tests/encrypted-platform.ts";
import { takeCensus } from "./census.ts";
import { findDrift, findUpdateTriggers } from "./drift.ts";
import { lookAtRows } from "./look-at-rows.ts";
import { readRows } from "./read-rows.ts";
import { loadRegistry, type RegisteredTable } from "./registry.ts";
import { swapRows } from "./swap-rows.ts";

let database: TestDatabase;
let client: Client;
let patients: RegisteredTable;

beforeAll(async () => {
  database = await createTestDatabase();
  await seedPlatform(database.pool, 30);
  client = await connectToWriter(database.url);
  const [first] = await loadRegistry(client);
  if (!first) throw new Error("no table");
  patients = first;
});
afterAll(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
});

const phoneOfRow = async (id: number) => {
  const { rows } = await database.pool.query<{ phone: Buffer }>(
    "SELECT phone_encrypted AS phone FROM patient_persons WHERE id = $1",
    [id],
  );
  return rows[0]?.phone ?? Buffer.alloc(0);
};

test("a swap keeps the application's own value where one came between read and write", async () => {
  const rows = await readRows(client, patients, { after: null, upto: "5" }, 100);
  expect(rows.keys).toEqual(["1", "2", "3", "4", "5"]);
  const look = await lookAtRows(keyring, patients, rows);
  await database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id = 2", [
    underV2("their own"),
  ]);
  await database.pool.query("UPDATE patient_persons SET phone_encrypted = NULL WHERE id = 3");
  await database.pool.query("DELETE FROM patient_persons WHERE id = 4");
  expect(await swapRows(client, patients, rows, look)).toEqual(new Set(["1", "5"]));
  expect(opened(await phoneOfRow(2))).toBe("their own");
  const { rows: left } = await database.pool.query(
    "SELECT id FROM patient_persons WHERE id = 4 OR (id = 3 AND phone_encrypted IS NOT NULL)",
  );
  expect(left).toEqual([]);
});

test("a row counts as swapped only when it holds the new value afterwards", async () => {
  await database.pool.query(`
    CREATE FUNCTION rewrite() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.phone_encrypted := OLD.phone_encrypted; RETURN NEW; END';
    CREATE TRIGGER rewrite BEFORE UPDATE ON patient_persons FOR EACH ROW WHEN (NEW.id = 11) EXECUTE FUNCTION rewrite()`);
  const rows = await readRows(client, patients, { after: "10", upto: "12" }, 100);
  expect(await swapRows(client, patients, rows, await lookAtRows(keyring, patients, rows))).toEqual(
    new Set(["12"]),
  );
  expect(await findUpdateTriggers(client)).toEqual(["public.patient_persons: rewrite"]);
});

test("one read brings at most about 4 MB, whatever the size of the values, and always one row", async () => {
  await database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id BETWEEN 20 AND 30", [
    Buffer.alloc(3_000_000, 7),
  ]);
  expect((await readRows(client, patients, { after: "19", upto: "30" }, 100)).keys).toHaveLength(2);
  await database.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id BETWEEN 20 AND 30", [
    Buffer.alloc(9_000_000, 7),
  ]);
  expect((await readRows(client, patients, { after: "19", upto: "30" }, 100)).keys).toHaveLength(1);
  await database.pool.query("DELETE FROM patient_persons WHERE id BETWEEN 20 AND 30");
});

test("the census survives empty, short and foreign values and counts them apart", async () => {
  await database.pool.query(
    "UPDATE organization_integrations SET api_key_encrypted = CASE id WHEN 1 THEN NULL WHEN 2 THEN ''::bytea WHEN 3 THEN '\\x01'::bytea WHEN 4 THEN convert_to(repeat('+', 40), 'UTF8') ELSE api_key_encrypted END",
  );
  const census = await takeCensus(client, await loadRegistry(client), {
    currentVersion: 2,
    quarantine: true,
  });
  expect(census.find((column) => column.column === "organization_integrations.api_key_encrypted")).toEqual({
    column: "organization_integrations.api_key_encrypted",
    nulls: 1,
    nonNull: 55,
    empty: 1,
    tooShort: 2,
    byVersion: { 1: 52, 43: 1 },
    unexplained: 55,
  });
});

test("drift names every binary column that nobody registered or classified", async () => {
  expect(await findDrift(client)).toEqual([]);
  await database.pool.query("ALTER TABLE users ADD COLUMN photo bytea, ADD COLUMN ssn_encrypted bytea");
  expect(await findDrift(client)).toEqual(["public.users.photo", "public.users.ssn_encrypted"]);
  await database.pool.query(
    "INSERT INTO key_rotation.unencrypted_column (table_name, column_name, reason, classified_by) VALUES ('users', 'photo', 'a public picture', 'test')",
  );
  expect(await findDrift(client)).toEqual(["public.users.ssn_encrypted"]);
});

import type { Client } from "pg";
import { expect, test } from "vitest";
import { connectToWriter } from "#lib/db/platform.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { seedPlatform } from "#tests/encrypted-platform.ts";
import { countRegistry } from "./count-registry.ts";

const PHONE = "public.patient_persons.phone_encrypted";
const CONTACT = "public.patient_persons.emergency_contact_phone_encrypted";
const API_KEY = "public.organization_integrations.api_key_encrypted";

async function withWorker<T>(database: TestDatabase, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connectToWriter(database.urlFor("worker_test"));
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const count = async (database: TestDatabase) => {
  const counts = await withWorker(database, (client) => countRegistry(client, new AbortController().signal));
  return new Map(counts.map(({ column, ...rest }) => [column, rest]));
};

test("the worker counts every registered column by version, with its own rights and no key", async () => {
  const database = await testDatabase({ roles: true });
  await seedPlatform(database.pool, 20);
  await database.pool.query(
    "UPDATE patient_persons SET phone_encrypted = '\\x02' || substring(phone_encrypted FROM 2) WHERE id = 7; UPDATE patient_persons SET phone_encrypted = '' WHERE id = 8",
  );
  const counts = await count(database);
  expect(counts.size).toBe(3);
  expect(counts.get(PHONE)).toEqual({
    cells: { nonNull: 20, byVersion: { 1: 18, 2: 1 }, tooShort: 1 },
    problem: null,
    missingGrant: null,
  });
});

test("a column that the platform dropped, or that the worker may not read, says so and hides no other", async () => {
  const database = await testDatabase({ roles: true });
  await seedPlatform(database.pool, 5);
  await database.pool.query(`ALTER TABLE patient_persons DROP COLUMN emergency_contact_phone_encrypted;
    REVOKE SELECT (api_key_encrypted) ON organization_integrations FROM keyturn_worker`);
  const counts = await count(database);
  expect(counts.get(PHONE)).toMatchObject({ cells: { nonNull: 5 }, problem: null });
  const dropped = { cells: null, problem: expect.stringContaining("not a bytea column") as string };
  expect(counts.get(CONTACT)).toMatchObject(dropped);
  expect(counts.get(API_KEY)).toMatchObject({
    cells: null,
    problem: expect.stringContaining("permission denied"),
    missingGrant:
      "GRANT SELECT (api_key_encrypted, id), UPDATE (api_key_encrypted) ON public.organization_integrations TO keyturn_worker;",
  });
});

test("a column that may be read and not replaced is found before a rotation meets it, and the statement mends it", async () => {
  const database = await testDatabase({ roles: true });
  await seedPlatform(database.pool, 5);
  await database.pool.query("REVOKE UPDATE (phone_encrypted) ON patient_persons FROM keyturn_worker");
  const { cells, missingGrant } = (await count(database)).get(PHONE) ?? {};
  expect(cells?.nonNull).toBe(5);
  await database.pool.query(missingGrant ?? "");
  expect((await count(database)).get(PHONE)?.missingGrant).toBeNull();
});

test("of a table in another schema, with a key of two columns, the statement grants all that a rotation reads", async () => {
  const database = await testDatabase({ roles: true });
  await database.pool.query(`CREATE SCHEMA clinic; CREATE TABLE clinic.scans (
      id bigint, taken date NOT NULL, image bytea, PRIMARY KEY (taken, id)) PARTITION BY RANGE (taken);
    CREATE TABLE clinic.scans_2026 PARTITION OF clinic.scans DEFAULT;
    INSERT INTO key_rotation.encrypted_column (table_schema, table_name, column_name, primary_key)
      VALUES ('clinic', 'scans', 'image', 'id')`);
  const before = (await count(database)).get("clinic.scans.image");
  expect(before?.missingGrant).toBe(
    "GRANT USAGE ON SCHEMA clinic TO keyturn_worker; GRANT SELECT (id, image, taken), UPDATE (image) ON clinic.scans TO keyturn_worker;",
  );
  await database.pool.query(before?.missingGrant ?? "");
  const after = (await count(database)).get("clinic.scans.image");
  expect(after).toMatchObject({ cells: { nonNull: 0 }, problem: null, missingGrant: null });
});

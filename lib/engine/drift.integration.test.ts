import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "#tests/database.ts";
import { findUpdateTriggers } from "./drift.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.updated_at := now(); RETURN NEW; END';
    CREATE TABLE visit (id bigint, day date, note bytea, updated_at timestamptz, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
    CREATE TABLE visit_2026 PARTITION OF visit FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    INSERT INTO key_rotation.encrypted_column (table_schema, table_name, column_name, primary_key)
      VALUES ('public', 'visit', 'note', 'id')`);
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  await database.pool.query(`DROP TRIGGER IF EXISTS touch ON patient_persons; DROP TRIGGER IF EXISTS touch ON visit;
    DROP TRIGGER IF EXISTS touch ON visit_2026`);
});

test.each([
  ["on a registered table", "UPDATE ON patient_persons", ["public.patient_persons: touch"]],
  [
    "of a registered column",
    "UPDATE OF phone_encrypted ON patient_persons",
    ["public.patient_persons: touch"],
  ],
  ["of another column", "UPDATE OF name ON patient_persons", []],
  ["of inserted rows", "INSERT ON patient_persons", []],
  ["on a partitioned table, once for all partitions", "UPDATE ON visit", ["public.visit: touch"]],
  ["on one partition", "UPDATE ON visit_2026", ["public.visit_2026: touch"]],
])("a trigger %s is found when re-encryption would run it", async (_, event, found) => {
  await database.pool.query(`CREATE TRIGGER touch BEFORE ${event} FOR EACH ROW EXECUTE FUNCTION touch()`);
  expect(await withClient(database.url, findUpdateTriggers)).toEqual(found);
});

test("a trigger that is switched off is none, and neither is there one on the platform as it is delivered", async () => {
  expect(await withClient(database.url, findUpdateTriggers)).toEqual([]);
  await database.pool.query(`CREATE TRIGGER touch BEFORE UPDATE ON patient_persons FOR EACH ROW EXECUTE FUNCTION touch();
    ALTER TABLE patient_persons DISABLE TRIGGER touch`);
  expect(await withClient(database.url, findUpdateTriggers)).toEqual([]);
});

import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "#tests/database.ts";

let database: TestDatabase;
const pools = new Map<string, Pool>();
beforeAll(async () => {
  database = await createTestDatabase({ roles: true });
  for (const role of ["web", "worker", "report"])
    pools.set(role, new Pool({ connectionString: database.urlFor(`${role}_test`), max: 1 }));
  await database.pool.query(`INSERT INTO organizations VALUES (1, 'Clinic');
    INSERT INTO patient_persons VALUES (1, 1, 'Maria', '\\x01', '\\x01', now());
    INSERT INTO organization_integrations VALUES (1, 1, 'stripe', '\\x01', now());
    SELECT key_rotation.append_audit(NULL, 'X', 'x', NULL, '{}', 'drill', NULL)`);
});
afterAll(async () => {
  for (const pool of pools.values()) await pool.end();
  await database[Symbol.asyncDispose]();
});

const query = (role: string, sql: string) => pools.get(role)?.query(sql) ?? Promise.reject(new Error(role));
const denied = (role: string, sql: string) =>
  expect(query(role, sql), sql).rejects.toThrow(/permission denied|must be owner/);

/** Every right that anybody but the owner has, as the catalogue lists it. */
const RIGHTS = `
  WITH rights AS (
    SELECT n.nspname || '.' || c.relname AS object, a.grantee, a.privilege_type, a.is_grantable
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN aclexplode(c.relacl) a WHERE a.grantee <> c.relowner
    UNION ALL
    SELECT n.nspname || '.' || c.relname || '.' || t.attname, a.grantee, a.privilege_type, a.is_grantable
      FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN aclexplode(t.attacl) a WHERE a.grantee <> c.relowner
    UNION ALL
    SELECT 'function ' || n.nspname || '.' || p.proname, a.grantee, a.privilege_type, a.is_grantable
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      CROSS JOIN aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee <> p.proowner
    UNION ALL
    SELECT 'schema ' || n.nspname, a.grantee, a.privilege_type, a.is_grantable
      FROM pg_namespace n CROSS JOIN aclexplode(n.nspacl) a WHERE a.grantee <> n.nspowner)
  SELECT object, CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END AS role,
         string_agg(privilege_type || CASE WHEN is_grantable THEN ' (may grant)' ELSE '' END, ', ' ORDER BY privilege_type) AS rights
    FROM rights WHERE object ~ '^(function |schema )?(key_rotation|public)(\\.|$)' GROUP BY 1, 2 ORDER BY 2, 1`;

test("the processes have exactly the rights that are written down, and nobody else has any", async () => {
  const { rows } = await database.pool.query<{ object: string; role: string; rights: string }>(RIGHTS);
  const text = rows.map(({ object, role, rights }) => `${role}  ${object}  ${rights}\n`).join("");
  await expect(text).toMatchFileSnapshot("grants.expected.txt");
});

test("no process is a superuser, sees past row-level security, or may create anything", async () => {
  const { rows } = await database.pool.query<{ rights: string }>(
    `SELECT string_agg(DISTINCT concat_ws(' ', rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication), ',') AS rights
       FROM pg_roles WHERE rolname IN ('keyturn_web', 'keyturn_worker', 'keyturn_report')`,
  );
  expect(rows[0]?.rights).toBe("f f f f f");
  for (const role of pools.keys()) {
    await denied(role, "CREATE TABLE key_rotation.mine (id int)");
    await denied(role, "CREATE TABLE public.mine (id int)");
    await denied(role, "CREATE TABLE key_rotation_jobs.mine (id int)");
    await denied(role, "CREATE TEMPORARY TABLE mine (id int)");
    await denied(
      role,
      "CREATE OR REPLACE FUNCTION key_rotation.first_broken_audit_event() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    );
  }
});

test("a caller's temporary table or type never stands in for what a function of the owner means", async () => {
  const { rows } = await database.pool.query<{ definer: boolean; settings: string[] | null }>(
    "SELECT prosecdef AS definer, proconfig AS settings FROM pg_proc WHERE pronamespace = 'key_rotation'::regnamespace",
  );
  expect(rows.filter(({ definer }) => definer).length).toBeGreaterThanOrEqual(3);
  for (const { settings } of rows)
    expect(settings).toEqual(["search_path=pg_catalog, key_rotation, pg_temp"]);
  await withClient(database.url, async (client) => {
    await client.query("BEGIN; CREATE DOMAIN pg_temp.timestamptz AS pg_catalog.timestamptz CHECK (false)");
    await client.query(
      "SELECT key_rotation.append_audit(NULL, 'X', 'x', NULL, '{}', 'drill', NULL); ROLLBACK",
    );
  });
});

describe.each(["web", "worker", "report"])("%s", (role) => {
  test.each(["public.audit_log", "key_rotation.audit_chain", "key_rotation.audit_head"])(
    "cannot write %s past append_audit, in any way",
    async (table) => {
      const { rows } = await database.pool.query<{ name: string }>(
        "SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0",
        [table],
      );
      for (const { name } of rows) await denied(role, `UPDATE ${table} SET ${name} = DEFAULT`);
      await denied(role, `DELETE FROM ${table}`);
      await denied(role, `TRUNCATE ${table}`);
      await denied(role, `INSERT INTO ${table} DEFAULT VALUES`);
      await denied(role, `ALTER TABLE ${table} DISABLE TRIGGER ALL`);
      await denied(role, `DROP TABLE ${table}`);
    },
  );

  test("can read the trail and have it verified", async () => {
    expect((await query(role, "SELECT * FROM key_rotation.first_broken_audit_event()")).rows).toEqual([]);
    expect((await query(role, "SELECT count(*)::int AS n FROM audit_log")).rows).toEqual([{ n: 1 }]);
  });
});

test.each(["web", "report"])(
  "%s can read nothing of the platform's encrypted tables, not even a count or an id",
  async (role) => {
    for (const table of ["patient_persons", "organization_integrations"]) {
      await denied(role, `SELECT count(*) FROM ${table}`);
      await denied(role, `SELECT id FROM ${table}`);
      await denied(role, `UPDATE ${table} SET updated_at = now()`);
      await denied(role, `DELETE FROM ${table}`);
    }
    await denied(role, "SELECT role FROM users");
  },
);

describe("the worker", () => {
  test.each([
    ["patient_persons", "phone_encrypted"],
    ["patient_persons", "emergency_contact_phone_encrypted"],
    ["organization_integrations", "api_key_encrypted"],
  ])("reads and updates %s.%s", async (table, column) => {
    const swap = `UPDATE ${table} SET ${column} = '\\x02' WHERE id = 1 AND ${column} IS NOT DISTINCT FROM '\\x01' RETURNING id`;
    expect((await query("worker", swap)).rowCount).toBe(1);
  });

  test.each([
    "SELECT name FROM patient_persons",
    "SELECT updated_at FROM patient_persons",
    "SELECT * FROM patient_persons",
    "SELECT provider FROM organization_integrations",
    "UPDATE patient_persons SET name = 'x'",
    "UPDATE patient_persons SET updated_at = now()",
    "UPDATE patient_persons SET id = 2",
    "UPDATE organization_integrations SET organization_id = NULL",
    "DELETE FROM patient_persons",
    "INSERT INTO patient_persons (id) VALUES (9)",
    "TRUNCATE patient_persons",
    "SELECT * FROM users",
    "SELECT * FROM organizations",
    "UPDATE key_rotation.encrypted_column SET column_name = 'name'",
    "INSERT INTO key_rotation.unencrypted_column (table_name, column_name, reason, classified_by) VALUES ('a', 'b', 'because', 'me')",
    "INSERT INTO key_rotation.approval SELECT * FROM key_rotation.approval",
    "INSERT INTO key_rotation.participant SELECT * FROM key_rotation.participant",
    "UPDATE key_rotation.evidence SET data = '{}'",
    "INSERT INTO key_rotation.approval_request SELECT * FROM key_rotation.approval_request",
    "SELECT id FROM key_rotation.session",
    "UPDATE key_rotation.actor SET roles = '{}'",
    "UPDATE key_rotation.rotation SET old_version = 2",
    "UPDATE key_rotation.rotation SET planned_start = now()",
    "INSERT INTO key_rotation.rotation SELECT * FROM key_rotation.rotation",
    "UPDATE key_rotation.safety_period SET started_at = now()",
    "UPDATE key_rotation.safety_period SET hour = '1 s'",
    "DELETE FROM key_rotation.safety_period",
    "UPDATE key_rotation.safety_issue SET closed_at = now()",
    "DELETE FROM key_rotation.safety_issue",
    "UPDATE key_rotation.monitor_sample SET outcome = 'pass'",
    "DELETE FROM key_rotation.monitor_sample",
    "UPDATE key_rotation.escrow_copy SET sealed = ''",
    "INSERT INTO key_rotation.setting SELECT * FROM key_rotation.setting",
    "UPDATE key_rotation.setting SET value = '{}'",
    "INSERT INTO key_rotation.session (actor_id, expires_at) VALUES (gen_random_uuid(), now())",
  ])("is refused: %s", async (sql) => {
    await denied("worker", sql);
  });
});

test.each([
  "INSERT INTO key_rotation.evidence (phase_run_id, data, digest, recorded_for) VALUES (gen_random_uuid(), '{}', '', gen_random_uuid())",
  "UPDATE key_rotation.evidence SET data = '{}'",
  "DELETE FROM key_rotation.evidence",
  "DELETE FROM key_rotation.rotation",
  "DELETE FROM key_rotation.session",
  "UPDATE key_rotation.check_result SET outcome = 'pass'",
  "INSERT INTO key_rotation.check_result SELECT * FROM key_rotation.check_result",
  "UPDATE key_rotation.key_version SET state = 'active'",
  "UPDATE key_rotation.reencryption_job SET superseded = true",
  "DELETE FROM key_rotation.quarantine",
  "INSERT INTO key_rotation.safety_period SELECT * FROM key_rotation.safety_period",
  "UPDATE key_rotation.safety_period SET started_at = now() - interval '2 days'",
  "UPDATE key_rotation.safety_period SET hour = '1 s'",
  "DELETE FROM key_rotation.safety_period",
  "DELETE FROM key_rotation.safety_issue",
  "INSERT INTO key_rotation.monitor_sample SELECT * FROM key_rotation.monitor_sample",
  "INSERT INTO key_rotation.escrow_copy SELECT * FROM key_rotation.escrow_copy",
  "UPDATE key_rotation.escrow_copy SET sealed = ''",
  "DELETE FROM key_rotation.setting",
  "UPDATE key_rotation.outgoing_message SET sent_at = now()",
  "UPDATE key_rotation.outgoing_message SET payload = '{}'",
  "DELETE FROM key_rotation.outgoing_message",
  "SELECT key_rotation.append_audit(NULL, 'X', 'x', NULL, '{}', 'drill', NULL) FROM patient_persons",
])("the web cannot invent what only the worker may find out: %s", async (sql) => {
  await denied("web", sql);
});

test("the report can write nothing at all", async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('key_rotation', 'public')",
  );
  for (const { name } of rows) await denied("report", `DELETE FROM ${name}`);
  await denied("report", "SELECT key_rotation.append_audit(NULL, 'X', 'x', NULL, '{}', 'drill', NULL)");
});

import type { Pool } from "pg";

/** The trail only ever grows, and counted refusals belong to it. */
const TRAIL = ["audit_chain", "audit_head", "anonymous_refusal"];

export interface Keeper {
  /** Remembers every row of Keyturn's tables under this name. */
  keep: (name: string) => Promise<void>;
  /** Puts them back as they were then, past every constraint and trigger. */
  restore: (name: string) => Promise<void>;
  /** A digest of every one of these rows, and of the platform's own tables. */
  digest: () => Promise<string>;
  /** How many rows each of Keyturn's tables has. */
  count: () => Promise<Record<string, number>>;
}

/** Copies of Keyturn's tables, so that thousands of calls can each begin from the same state. */
export async function openKeeper(pool: Pool): Promise<Keeper> {
  const tables = await tablesOf(pool);
  const copied = tables.filter(([schema]) => schema === "key_rotation").map(([, table]) => table);
  const all = tables.map(
    ([schema, table]) =>
      `(SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM ${schema}.${table} AS t)`,
  );
  const kept = new Set<string>();
  return {
    keep: async (name) => {
      const copies = copied.map(
        (table) => `CREATE TABLE IF NOT EXISTS kept_${name}.${table} (LIKE key_rotation.${table});
          DELETE FROM kept_${name}.${table}; INSERT INTO kept_${name}.${table} TABLE key_rotation.${table};`,
      );
      if (!kept.has(name)) await pool.query(`CREATE SCHEMA kept_${name}`);
      kept.add(name);
      await pool.query(copies.join(" "));
    },
    restore: async (name) => {
      const rows = copied.map(
        (table) => `DELETE FROM key_rotation.${table};
          INSERT INTO key_rotation.${table} OVERRIDING SYSTEM VALUE TABLE kept_${name}.${table};`,
      );
      await pool.query(`BEGIN; SET LOCAL session_replication_role = replica; ${rows.join(" ")} COMMIT`);
    },
    digest: async () => {
      const { rows } = await pool.query<{ digest: string }>(
        `SELECT concat_ws(' ', ${all.join(", ")}) AS digest`,
      );
      return rows[0]?.digest ?? "";
    },
    count: async () => {
      const counts = copied.map((table) => `'${table}', (SELECT count(*) FROM key_rotation.${table})`);
      const sql = `SELECT json_build_object(${counts.join(", ")}) AS counts`;
      const { rows } = await pool.query<{ counts: Record<string, number> }>(sql);
      return rows[0]?.counts ?? {};
    },
  };
}

async function tablesOf(pool: Pool): Promise<[schema: string, table: string][]> {
  const { rows } = await pool.query<{ schemaname: string; tablename: string }>(
    `SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('key_rotation', 'public')
        AND tablename <> 'audit_log' AND NOT tablename = ANY ($1) ORDER BY 1, 2`,
    [TRAIL],
  );
  return rows.map(({ schemaname, tablename }) => [schemaname, tablename]);
}

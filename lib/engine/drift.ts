import type { Client } from "pg";

/** Columns of type bytea that are neither registered nor classified as not encrypted, as `schema.table.column`. */
export async function findDrift(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT concat_ws('.', table_schema, table_name, column_name) AS name FROM key_rotation.unclassified_column ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/** Enabled UPDATE triggers on registered tables, as `schema.table: trigger`. */
export async function findUpdateTriggers(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT format('%s.%s: %s', n.nspname, c.relname, t.tgname) AS name
       FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN key_rotation.encrypted_column e ON e.table_schema = n.nspname AND e.table_name = c.relname
      WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND (t.tgtype & 16) <> 0 ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

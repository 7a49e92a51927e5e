import type { Client } from "pg";

const OWN = "('key_rotation', 'pg_catalog', 'information_schema', 'pg_toast')";

/**
 * Columns of type bytea that are neither registered nor classified as not encrypted, as `schema.table.column`.
 * Reads the catalogue only; a partition counts as its parent.
 */
export async function findDrift(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%s.%s.%s', n.nspname, c.relname, a.attname) AS name
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE a.atttypid IN ('bytea'::regtype, 'bytea[]'::regtype) AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition
        AND n.nspname NOT IN ${OWN} AND n.nspname NOT LIKE 'pg\\_temp%' AND n.nspname NOT LIKE 'pg\\_toast%'
        AND NOT EXISTS (SELECT FROM key_rotation.encrypted_column e WHERE (e.table_schema, e.table_name, e.column_name)
                        = (n.nspname, c.relname, a.attname))
        AND NOT EXISTS (SELECT FROM key_rotation.unencrypted_column e WHERE (e.table_schema, e.table_name, e.column_name)
                        = (n.nspname, c.relname, a.attname))
      ORDER BY 1`,
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

import type { Client } from "pg";

/** Columns of type bytea that are neither registered nor classified as not encrypted, as `schema.table.column`. */
export async function findDrift(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT concat_ws('.', table_schema, table_name, column_name) AS name FROM key_rotation.unclassified_column ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/** Triggers that an UPDATE of the registered columns runs, on their tables or a partition alone, as `schema.table: trigger`. */
export async function findUpdateTriggers(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `WITH registered AS (
       SELECT coalesce(p.relid, c.oid) AS relid, e.column_name
         FROM key_rotation.encrypted_column e
         JOIN pg_namespace n ON n.nspname = e.table_schema
         JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.table_name
         LEFT JOIN LATERAL pg_partition_tree(c.oid) p ON true)
     SELECT DISTINCT format('%s.%s: %s', n.nspname, c.relname, t.tgname) AS name
       FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN registered r ON r.relid = c.oid
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = r.column_name
      WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'D' AND (t.tgtype & 16) <> 0
        AND (cardinality(t.tgattr::int2[]) = 0 OR a.attnum = ANY (t.tgattr::int2[])) ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

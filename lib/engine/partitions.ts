import type { Client } from "pg";
import type { RegisteredTable } from "./registry.ts";

export interface Partition {
  /** Qualified and quoted for SQL. */
  sql: string;
  /** As the server's statistics have it. */
  rows: number;
}

/**
 * The partitions that hold a table's rows, however deep. Empty for a table without any, and when the role cannot read
 * and write each of them directly, or one is a foreign table: then the table is worked through its root.
 */
export async function partitionsOf(client: Client, table: RegisteredTable): Promise<Partition[]> {
  const { rows } = await client.query<Partition & { direct: boolean }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS sql,
            greatest(c.reltuples, pg_relation_size(c.oid) / 200)::float8 AS rows,
            c.relkind = 'r' AND (SELECT bool_and(has_column_privilege(c.oid, k, 'SELECT')) FROM unnest($2::text[]) AS k)
              AND (SELECT bool_and(has_column_privilege(c.oid, k, 'UPDATE')) FROM unnest($3::text[]) AS k) AS direct
       FROM pg_partition_tree(to_regclass($1)) p JOIN pg_class c ON c.oid = p.relid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE p.isleaf AND p.level > 0 ORDER BY n.nspname, c.relname`,
    [table.sql, [...table.key, ...table.columns].map(unquoted), table.columns.map(unquoted)],
  );
  return rows.every(({ direct }) => direct) ? rows.map(({ sql, rows: count }) => ({ sql, rows: count })) : [];
}

/** Whether it still is one: a partition may be detached or dropped while the job runs. */
export async function isPartitionOf(client: Client, table: RegisteredTable, sql: string): Promise<boolean> {
  const { rows } = await client.query<{ attached: boolean }>(
    "SELECT EXISTS (SELECT FROM pg_partition_ancestors(to_regclass($1)) AS a WHERE a = to_regclass($2)) AS attached",
    [sql, table.sql],
  );
  return rows[0]?.attached === true;
}

function unquoted({ sql }: { sql: string }): string {
  return sql.replace(/^"|"$/g, "").replaceAll('""', '"');
}

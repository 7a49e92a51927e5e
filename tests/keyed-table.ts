import type { Pool } from "pg";
import { opened, underV1 } from "./encrypted-platform.ts";

/** How a registered table may be keyed: its columns, its key, and the n-th key as SQL. */
export interface KeyedTable {
  columns: string;
  /** The column that the registry names. */
  registered: string;
  partitionBy?: string;
  /** What follows FOR VALUES, each. */
  partitions?: string[];
  key: string;
  /** SQL of the key's values for row `n`. */
  values: string;
}

export const KEYED_TABLES: Record<string, KeyedTable> = {
  bigint: { columns: "id bigint", registered: "id", key: "id", values: "n * 7" },
  uuid: { columns: "id uuid", registered: "id", key: "id", values: "md5(n::text)::uuid" },
  "text in C order": {
    columns: 'id text COLLATE "C"',
    registered: "id",
    key: "id",
    values: `CASE n % 3 WHEN 0 THEN 'B' WHEN 1 THEN 'a' ELSE 'é' END || n`,
  },
  // Upper and lower case differ only at last here, and 10 follows 9: not how the default collation sorts.
  "text in a natural order": {
    columns: "id text COLLATE natural_order",
    registered: "id",
    key: "id",
    values: `CASE n % 3 WHEN 0 THEN 'B' WHEN 1 THEN 'a' ELSE 'é' END || n`,
  },
  "composite, registered column last": {
    columns: "org bigint, id text",
    registered: "id",
    key: "org, id",
    values: "n % 5, 'row ' || n",
  },
  "partitioned by hash": {
    columns: "id bigint, org bigint",
    registered: "id",
    partitionBy: "HASH (org)",
    partitions: [0, 1, 2].map((part) => `WITH (MODULUS 3, REMAINDER ${part})`),
    key: "id, org",
    values: "n, n % 11",
  },
};

/** Registers one table of `rows` rows, each with a value under version 1, in place of the platform's own. */
export async function seedKeyedTable(pool: Pool, table: KeyedTable, rows: number): Promise<void> {
  await pool.query(`
    CREATE COLLATION natural_order (provider = icu, locale = 'en-u-kn-true');
    CREATE TABLE keyed (${table.columns}, cell bytea, PRIMARY KEY (${table.key})) ${table.partitionBy ? `PARTITION BY ${table.partitionBy}` : ""};
    DROP TABLE patient_persons, organization_integrations;
    DELETE FROM key_rotation.encrypted_column;
    INSERT INTO key_rotation.encrypted_column (table_name, column_name, primary_key) VALUES ('keyed', 'cell', '${table.registered}')`);
  for (const [part, values] of (table.partitions ?? []).entries())
    await pool.query(`CREATE TABLE keyed_${part + 1} PARTITION OF keyed FOR VALUES ${values}`);
  await insertKeyed(pool, table, { first: 1, last: rows });
}

export async function insertKeyed(
  pool: Pool,
  { table = "keyed", key, values }: Pick<KeyedTable, "key" | "values"> & { table?: string },
  { first, last }: { first: number; last: number },
): Promise<void> {
  const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  await pool.query(
    `INSERT INTO ${table} (${key}, cell) SELECT ${values}, cell FROM unnest($1::int[], $2::bytea[]) AS u(n, cell)`,
    [numbers, numbers.map((n) => underV1(`value ${n}`))],
  );
}

/** Opens every cell under version 2 alone; the values, sorted by number. */
export async function keyedValues(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ cell: Buffer }>("SELECT cell FROM keyed");
  return rows.map(({ cell }) => Number(opened(cell).replace("value ", ""))).toSorted((a, b) => a - b);
}

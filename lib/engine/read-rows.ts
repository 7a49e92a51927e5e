import type { Client } from "pg";
import { keyArrays, keyBound, keyOrder, keyText, type RowKey } from "./key-sql.ts";
import type { RegisteredTable } from "./registry.ts";

/** What one read may bring into memory, whatever the size of single values; the first row always comes. */
const MOST_BYTES = 4_000_000;

export interface CellRow {
  key: RowKey;
  /** In the order of `table.columns`. */
  cells: (Buffer | null)[];
}

export interface KeySpan {
  after: RowKey | null;
  upto: RowKey | null;
}

/** The next rows of a span in key order: at most `limit`, and about 4 MB. None means that the span is done. */
export async function readRows(
  client: Client,
  table: RegisteredTable,
  span: KeySpan,
  limit: number,
): Promise<CellRow[]> {
  const values: unknown[] = [limit, MOST_BYTES];
  const bounds = spanBounds(table, span, values);
  const names = table.columns.map((column) => `t.${column.sql}`).join(", ");
  const size = table.columns.map((column) => `coalesce(octet_length(t.${column.sql}), 0)`).join(" + ");
  const order = keyOrder(table);
  const keys = table.key.map((column) => `t.${column.sql}`).join(", ");
  const text = `
    SELECT ${keyText(table)}, ${names}
      FROM (SELECT t.*, sum(keyturn_bytes) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) - keyturn_bytes AS keyturn_before
              FROM (SELECT ${keys}, ${names}, ${size} AS keyturn_bytes FROM ${table.sql} AS t ${bounds}
                     ORDER BY ${order} LIMIT $1) AS t) AS t
     WHERE keyturn_before < $2 ORDER BY ${order}`;
  return toRows(await client.query<(string | Buffer | null)[]>({ text, values, rowMode: "array" }));
}

/** The rows that have these keys and still exist, in key order. */
export async function readRowsByKey(
  client: Client,
  table: RegisteredTable,
  keys: readonly RowKey[],
  lock: "" | "FOR UPDATE OF t" = "",
): Promise<CellRow[]> {
  const names = table.columns.map((column) => `t.${column.sql}`).join(", ");
  const text = `SELECT ${keyText(table)}, ${names} FROM ${table.sql} AS t
    WHERE (${keyOrder(table)}) IN (SELECT * FROM unnest(${keyParameters(table, 1)})) ORDER BY ${keyOrder(table)} ${lock}`;
  const values = keyArrays(table, keys);
  return toRows(await client.query<(string | Buffer | null)[]>({ text, values, rowMode: "array" }));
}

/** `$n::bigint[], …`, to be filled with `keyArrays`. */
export function keyParameters(table: RegisteredTable, first: number): string {
  return table.key.map((column, index) => `$${first + index}::${column.type}[]`).join(", ");
}

export function spanBounds(table: RegisteredTable, { after, upto }: KeySpan, values: unknown[]): string {
  const bounds: string[] = [];
  if (after !== null) bounds.push(keyBound(table, ">", after, values));
  if (upto !== null) bounds.push(keyBound(table, "<=", upto, values));
  return bounds.length === 0 ? "" : `WHERE ${bounds.join(" AND ")}`;
}

function toRows({ rows }: { rows: (string | Buffer | null)[][] }): CellRow[] {
  return rows.map(([key, ...cells]) => ({
    key: String(key),
    cells: cells.map((cell) => (Buffer.isBuffer(cell) ? cell : null)),
  }));
}

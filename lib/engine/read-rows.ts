import type { Client } from "pg";
import { keyArrays, keyBound, keyOrder, keyText, keyTuple, type RowKey } from "./key-sql.ts";
import type { RegisteredTable } from "./registry.ts";

/** What one read may bring into memory, whatever the size of single values; the first row always comes. */
const MOST_BYTES = 4_000_000;

type RawRow = (string | Buffer | null)[];

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
  const values: unknown[] = [limit, Math.floor(MOST_BYTES / limit)];
  const names = table.columns.map((column) => `CASE WHEN keyturn_fits THEN t.${column.sql} END`).join(", ");
  const text = `
    SELECT CASE WHEN keyturn_fits THEN ${keyText(table)} END, ${names}
      FROM (SELECT ${keysAndCells(table)}, ${rowBytes(table)} <= $2 AS keyturn_fits FROM ${table.sql} AS t
              ${spanBounds(table, span, values)} ORDER BY ${keyOrder(table)} LIMIT $1) AS t ORDER BY ${keyOrder(table)}`;
  const { rows } = await client.query<RawRow>({ text, values, rowMode: "array" });
  const large = rows.findIndex(([key]) => key === null);
  if (large === 0) return readLargeRows(client, table, span, limit);
  return toRows(large < 0 ? rows : rows.slice(0, large));
}

/** Adds up the sizes of the rows on the server, which costs as much again as reading small ones. */
async function readLargeRows(
  client: Client,
  table: RegisteredTable,
  span: KeySpan,
  limit: number,
): Promise<CellRow[]> {
  const values: unknown[] = [limit, MOST_BYTES];
  const order = keyOrder(table);
  const names = table.columns.map((column) => `t.${column.sql}`).join(", ");
  const text = `
    SELECT ${keyText(table)}, ${names}
      FROM (SELECT t.*, sum(keyturn_bytes) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) - keyturn_bytes AS keyturn_before
              FROM (SELECT ${keysAndCells(table)}, ${rowBytes(table)} AS keyturn_bytes FROM ${table.sql} AS t
                      ${spanBounds(table, span, values)} ORDER BY ${order} LIMIT $1) AS t) AS t
     WHERE keyturn_before < $2 ORDER BY ${order}`;
  return toRows((await client.query<RawRow>({ text, values, rowMode: "array" })).rows);
}

function keysAndCells(table: RegisteredTable): string {
  return [...table.key, ...table.columns].map((column) => `t.${column.sql}`).join(", ");
}

function rowBytes(table: RegisteredTable): string {
  return table.columns.map((column) => `coalesce(octet_length(t.${column.sql}), 0)`).join(" + ");
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
    WHERE (${keyTuple(table)}) IN (SELECT * FROM unnest(${keyParameters(table, 1)})) ORDER BY ${keyOrder(table)} ${lock}`;
  const values = keyArrays(table, keys);
  return toRows((await client.query<RawRow>({ text, values, rowMode: "array" })).rows);
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

function toRows(rows: readonly RawRow[]): CellRow[] {
  return rows.map(([key, ...cells]) => ({
    key: String(key),
    cells: cells.map((cell) => (Buffer.isBuffer(cell) ? cell : null)),
  }));
}

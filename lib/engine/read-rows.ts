import type { Client } from "pg";
import { keyArrays, keyBound, keyOrder, keyText, keyTuple, type RowKey } from "./key-sql.ts";
import { PackedCells } from "./packed-cells.ts";
import type { RegisteredTable } from "./registry.ts";

/** What one read may bring into memory, whatever the size of single values; the first row always comes. */
const MOST_BYTES = 4_000_000;

type Packed = [keys: RowKey[] | null, ...columns: Buffer[]];

/** Rows in key order. */
export interface RowBatch {
  keys: RowKey[];
  /** In the order of `table.columns`. */
  columns: PackedCells[];
}

export interface KeySpan {
  after: RowKey | null;
  upto: RowKey | null;
}

/** The next rows of a span: at most `limit`, and about 4 MB. None means that the span is done. */
export async function readRows(
  client: Client,
  table: RegisteredTable,
  span: KeySpan,
  limit: number,
): Promise<RowBatch> {
  const values: unknown[] = [limit, Math.floor(MOST_BYTES / limit)];
  const text = `
    SELECT ${packed(table, "FILTER (WHERE keyturn_fits)")}, bool_and(keyturn_fits)
      FROM (SELECT ${keysAndCells(table)}, ${rowBytes(table)} <= $2 AS keyturn_fits FROM ${table.sql} AS t
              ${spanBounds(table, span, values)} ORDER BY ${keyOrder(table)} LIMIT $1) AS t`;
  const row = await onlyRow<[...Packed, boolean | null]>(client, text, values);
  return row.pop() === false ? readLargeRows(client, table, span, limit) : toBatch(row);
}

/** Adds up the sizes of the rows on the server, which costs as much again as reading small ones. */
async function readLargeRows(
  client: Client,
  table: RegisteredTable,
  span: KeySpan,
  limit: number,
): Promise<RowBatch> {
  const values: unknown[] = [limit, MOST_BYTES];
  const order = keyOrder(table);
  const text = `
    SELECT ${packed(table, "FILTER (WHERE keyturn_before < $2)")}
      FROM (SELECT t.*, sum(keyturn_bytes) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) - keyturn_bytes AS keyturn_before
              FROM (SELECT ${keysAndCells(table)}, ${rowBytes(table)} AS keyturn_bytes FROM ${table.sql} AS t
                      ${spanBounds(table, span, values)} ORDER BY ${order} LIMIT $1) AS t) AS t`;
  return toBatch(await onlyRow<Packed>(client, text, values));
}

/** The keys and one binary array per column: a thousand rows cost hardly more objects than one. */
function packed(table: RegisteredTable, filter = ""): string {
  const order = keyOrder(table);
  const cells = table.columns.map(({ sql }) => `array_send(array_agg(t.${sql} ORDER BY ${order}) ${filter})`);
  return [`json_agg(${keyText(table)} ORDER BY ${order}) ${filter}`, ...cells].join(", ");
}

async function onlyRow<Row extends unknown[]>(client: Client, text: string, values: unknown[]): Promise<Row> {
  const { rows } = await client.query<Row>({ text, values, rowMode: "array" });
  if (!rows[0]) throw new Error("An aggregate without a row.");
  return rows[0];
}

function toBatch([keys, ...columns]: readonly unknown[]): RowBatch {
  if (keys === null) return { keys: [], columns: [] };
  return { keys: keys as RowKey[], columns: (columns as Buffer[]).map((bytes) => new PackedCells(bytes)) };
}

function keysAndCells(table: RegisteredTable): string {
  return [...table.key, ...table.columns].map((column) => `t.${column.sql}`).join(", ");
}

function rowBytes(table: RegisteredTable): string {
  return table.columns.map((column) => `coalesce(octet_length(t.${column.sql}), 0)`).join(" + ");
}

/** The rows that have these keys and still exist. */
export async function readRowsByKey(
  client: Client,
  table: RegisteredTable,
  keys: readonly RowKey[],
  lock: "" | "FOR UPDATE OF t" = "",
): Promise<RowBatch> {
  const text = `SELECT ${packed(table)} FROM (SELECT ${keysAndCells(table)} FROM ${table.sql} AS t
    WHERE (${keyTuple(table)}) IN (SELECT * FROM unnest(${keyParameters(table, 1)})) ORDER BY ${keyOrder(table)} ${lock}) AS t`;
  return toBatch(await onlyRow<Packed>(client, text, keyArrays(table, keys)));
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

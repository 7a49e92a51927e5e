import type { Client } from "pg";
import { keyOrder, keyText, type RowKey } from "./key-sql.ts";
import { spanBounds } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";

const ROWS_PER_RANGE = 20_000;

export interface KeyRange {
  table: string;
  after: RowKey | null;
  upto: RowKey;
}

/** Cuts a table into spans of about 20,000 rows, whatever its keys look like, by hops along the key's index. */
export async function* cutRanges(client: Client, table: RegisteredTable): AsyncGenerator<KeyRange> {
  let after: RowKey | null = null;
  for (;;) {
    const upto: RowKey | null =
      (await keyAfter(client, table, after, ROWS_PER_RANGE - 1)) ?? (await lastKey(client, table));
    if (upto === null || upto === after) return;
    yield { table: table.name, after, upto };
    after = upto;
  }
}

async function keyAfter(
  client: Client,
  table: RegisteredTable,
  after: RowKey | null,
  skip: number,
): Promise<RowKey | null> {
  const values: unknown[] = [skip];
  const bounds = spanBounds(table, { after, upto: null }, values);
  const { rows } = await client.query<{ key: string }>(
    `SELECT ${keyText(table)} AS key FROM ${table.sql} AS t ${bounds} ORDER BY ${keyOrder(table)} OFFSET $1 LIMIT 1`,
    values,
  );
  return rows[0]?.key ?? null;
}

async function lastKey(client: Client, table: RegisteredTable): Promise<RowKey | null> {
  const order = table.key.map((column) => `t.${column.sql} DESC`).join(", ");
  const { rows } = await client.query<{ key: string }>(
    `SELECT ${keyText(table)} AS key FROM ${table.sql} AS t ORDER BY ${order} LIMIT 1`,
  );
  return rows[0]?.key ?? null;
}

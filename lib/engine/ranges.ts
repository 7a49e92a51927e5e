import type { Client } from "pg";
import { keyOrder, keyText, type RowKey } from "./key-sql.ts";
import { partitionsOf } from "./partitions.ts";
import { type KeySpan, spanBounds } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";

const ROWS_PER_RANGE = 20_000;
/** A huge table gets larger ranges: idle workers split them. */
const MOST_RANGES = 1_000;

export interface PlannedRange {
  partition: string | null;
  after: RowKey | null;
  upto: RowKey;
  /** An estimate. */
  rows: number;
}

/** One range for each partition that has rows; a table without partitions is cut into spans of about 20,000 rows. */
export async function* cutRanges(
  client: Client,
  table: RegisteredTable,
  tableRows: number,
): AsyncGenerator<PlannedRange> {
  const partitions = await partitionsOf(client, table);
  if (partitions.length === 0) yield* cutTable(client, table, tableRows);
  const estimated = partitions.reduce((sum, { rows }) => sum + rows, 0) || 1;
  for (const { sql, rows } of partitions) {
    const upto = await lastKey(client, { ...table, sql });
    if (upto === null) continue;
    yield { partition: sql, after: null, upto, rows: Math.ceil((rows / estimated) * tableRows) };
  }
}

/** By hops along the key's index, whatever the keys look like. */
async function* cutTable(
  client: Client,
  table: RegisteredTable,
  tableRows: number,
): AsyncGenerator<PlannedRange> {
  const rows = Math.max(ROWS_PER_RANGE, Math.ceil(tableRows / MOST_RANGES));
  let after: RowKey | null = null;
  for (;;) {
    const upto: RowKey | null =
      (await keyAfter(client, table, { after, upto: null }, rows - 1)) ?? (await lastKey(client, table));
    if (upto === null || upto === after) return;
    yield { partition: null, after, upto, rows };
    after = upto;
  }
}

/** The key that follows `skip` others within a span; null when it has no more than those. */
export async function keyAfter(
  client: Client,
  table: RegisteredTable,
  span: KeySpan,
  skip: number,
): Promise<RowKey | null> {
  const values: unknown[] = [skip];
  const bounds = spanBounds(table, span, values);
  const { rows } = await client.query<{ key: string }>(
    `SELECT ${keyText(table)} AS key FROM ${table.sql} AS t ${bounds} ORDER BY ${keyOrder(table)} OFFSET $1 LIMIT 1`,
    values,
  );
  return rows[0]?.key ?? null;
}

async function lastKey(client: Client, table: RegisteredTable): Promise<RowKey | null> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT ${keyText(table)} AS key FROM ${table.sql} AS t ORDER BY ${keyOrder(table, "DESC")} LIMIT 1`,
  );
  return rows[0]?.key ?? null;
}

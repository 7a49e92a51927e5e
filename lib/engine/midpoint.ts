import type { Client } from "pg";
import { keyOrder, keyText, type RowKey } from "./key-sql.ts";
import { keyAfter } from "./ranges.ts";
import { type KeySpan, spanBounds } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";

/** Above so many rows the middle is estimated from a sample: a walk along the index would take seconds. */
const WALK_AT_MOST = 2_000_000;
const SAMPLED_ROWS = 2_000;

export interface Midpoint {
  key: RowKey;
  /** About so many rows come up to it, and so many after it. */
  before: number;
  after: number;
}

interface Guess {
  /** Rows of the span, as far as is known. */
  rows: number;
  /** Fewer rows on a side are not worth a range of their own. */
  least: number;
  walkAtMost?: number;
}

/** The key in the middle of a span's rows, whatever its type and collation; null when the span is too short to be cut. */
export async function midpointOf(
  client: Client,
  table: RegisteredTable,
  span: KeySpan,
  { rows, least, walkAtMost = WALK_AT_MOST }: Guess,
): Promise<Midpoint | null> {
  if (rows > walkAtMost) {
    const key = await sampledMiddle(client, table, span, rows);
    if (key !== null) return { key, before: rows / 2, after: rows / 2 };
  }
  for (let before = Math.floor(rows / 2); before >= least; before = Math.floor(before / 2)) {
    const key = await keyAfter(client, table, span, before - 1);
    if (key !== null) return { key, before, after: Math.max(least, Math.min(rows, 2 * before) - before) };
    rows = before;
  }
  return null;
}

async function sampledMiddle(
  client: Client,
  table: RegisteredTable,
  span: KeySpan,
  rows: number,
): Promise<RowKey | null> {
  const values: unknown[] = [Math.min(100, (100 * SAMPLED_ROWS) / rows)];
  const bounds = spanBounds(table, span, values);
  const { rows: middle } = await client.query<{ key: string }>(
    `SELECT key FROM (SELECT ${keyText(table)} AS key, row_number() OVER (ORDER BY ${keyOrder(table)}) AS place,
            count(*) OVER () AS sampled FROM ${table.sql} AS t TABLESAMPLE SYSTEM ($1) ${bounds}) AS sample
      WHERE sampled >= ${SAMPLED_ROWS / 20} AND place = (sampled + 1) / 2`,
    values,
  );
  return middle[0]?.key ?? null;
}

import type { Client } from "pg";
import type { RowKey } from "./key-sql.ts";
import { type RowBatch, readRows } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";

const ROWS = 1000;

type Take = (table: RegisteredTable, rows: RowBatch) => void | Promise<void>;

/** Hands over every row of the tables, as they were at one instant, in read-only batches; ends early when aborted. */
export async function scanTables(
  client: Client,
  tables: readonly RegisteredTable[],
  signal: AbortSignal | undefined,
  take: Take,
): Promise<void> {
  await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  try {
    for (const table of tables) await scanTable(client, table, signal, take);
  } finally {
    await client.query("ROLLBACK").catch(() => undefined);
  }
}

async function scanTable(
  client: Client,
  table: RegisteredTable,
  signal: AbortSignal | undefined,
  take: Take,
): Promise<void> {
  let after: RowKey | null = null;
  for (;;) {
    const rows: RowBatch = await readRows(client, table, { after, upto: null }, ROWS);
    await take(table, rows);
    after = rows.keys.at(-1) ?? null;
    if (after === null || signal?.aborted) return;
  }
}

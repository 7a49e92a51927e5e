import { setTimeout as delay } from "node:timers/promises";
import { loadRanges, type RangeState } from "./bookkeeping.ts";
import { type ColumnCensus, notQuarantined, strayCell, takeCensus } from "./census.ts";
import { isMissingTable } from "./database-fault.ts";
import { type JobContext, JobFailure } from "./job-context.ts";
import { keyOrder, keyText, type RowKey } from "./key-sql.ts";
import { isPartitionOf } from "./partitions.ts";
import { targetOf } from "./process-batch.ts";
import { quarantinedKeys } from "./quarantine.ts";
import { spanBounds } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";
import type { Session } from "./session.ts";
import { tryToSettleRows } from "./settle-rows.ts";
import { slowQuery } from "./slow-query.ts";

/** Both must be exceeded before the job gives up: small tables get many passes, large ones enough. */
const MOST_PASSES = 20;
const CLOSING_MS = 180_000;
const LOCKED_MS = 250;

/**
 * Passes until a fresh census finds nothing outside the current version but the quarantine: rows that were inserted
 * behind a cursor, written by a task with an old configuration, or held by another transaction. Returns that census,
 * or undefined when the job is cancelled meanwhile.
 */
export async function closeJob(session: Session, context: JobContext): Promise<ColumnCensus[] | undefined> {
  const startedAt = performance.now();
  for (let pass = 1; pass <= MOST_PASSES || performance.now() - startedAt < CLOSING_MS; pass += 1) {
    const waiting = await settlePending(session, context);
    await sweepTables(session, context, quarantinedRows);
    const census = await context.orders.turn(() => censusOf(session, context));
    if (census === undefined) return undefined;
    if (!waiting && census.every((column) => column.unexplained === 0)) return census;
    const putOff = await sweepTables(session, context, strayRows);
    if (waiting || putOff)
      await delay(LOCKED_MS, undefined, { signal: context.signal }).catch(() => undefined);
    if (context.signal.aborted) return undefined;
  }
  throw new JobFailure(
    `After many passes there are still cells outside version ${context.keyring.currentVersion}: something keeps ` +
      "writing an older version or holds rows locked. Make every task write the current version, then run the job again.",
  );
}

function censusOf(session: Session, { tables, keyring }: JobContext): Promise<ColumnCensus[]> {
  const options = { currentVersion: keyring.currentVersion, quarantine: true };
  return session.use((client) => takeCensus(client, tables, options));
}

/** Whether rows are left whose swap is still undecided. */
async function settlePending(session: Session, context: JobContext): Promise<boolean> {
  let waiting = false;
  for (const state of await session.use((client) => loadRanges(client, context.jobId, "pending"))) {
    const settled = await context.orders.turn(() => settleRange(session, context, state));
    waiting = settled !== true || waiting;
  }
  return waiting;
}

/** Through the root once the partition is detached or dropped: rows that are gone with it are booked as deleted. */
async function settleRange(session: Session, context: JobContext, state: RangeState): Promise<boolean> {
  const { range, partition, pending: keys } = state;
  const root = targetOf(context, { ...state, partition: null });
  const attached =
    partition !== null && (await session.use((client) => isPartitionOf(client, root, partition)));
  try {
    return await tryToSettleRows(session, context, attached ? { ...root, sql: partition } : root, {
      range,
      keys,
    });
  } catch (error) {
    // Dropped since that look: the next pass takes the root.
    if (attached && isMissingTable(error)) return false;
    throw error;
  }
}

interface Swept {
  keys: RowKey[];
  settled: boolean;
}

type Source = (
  session: Session,
  context: JobContext,
  table: RegisteredTable,
  after: RowKey | null,
) => Promise<RowKey[]>;

/** Settles every row that the source names; true when some are held by another transaction and put off. */
async function sweepTables(session: Session, context: JobContext, source: Source): Promise<boolean> {
  let putOff = false;
  for (const [index, table] of context.tables.entries()) {
    let after: RowKey | null = null;
    for (;;) {
      const settle = async (): Promise<Swept> => {
        const keys = await source(session, context, table, after);
        const rows = { range: -1 - index, keys };
        return { keys, settled: keys.length === 0 || (await tryToSettleRows(session, context, table, rows)) };
      };
      const swept = await context.orders.turn(settle, ({ keys }) => keys.length);
      after = swept?.keys.at(-1) ?? null;
      putOff = swept?.settled === false || putOff;
      if (after === null) break;
    }
  }
  return putOff;
}

const quarantinedRows: Source = (session, context, table, after) => {
  const columns = table.columns.map((column) => column.name);
  return session.use((client) => quarantinedKeys(client, columns, after, context.batchSize));
};

const strayRows: Source = (session, context, table, after) =>
  session.use(async (client) => {
    const values: unknown[] = [context.batchSize];
    const bounds = spanBounds(table, { after, upto: null }, values);
    const stray = table.columns.map(
      ({ name, sql }) =>
        `(${strayCell(sql, context.keyring.currentVersion)} AND ${notQuarantined(table, name)})`,
    );
    const text = `SELECT ${keyText(table)} AS key FROM ${table.sql} AS t ${bounds === "" ? "WHERE" : `${bounds} AND`}
      (${stray.join(" OR ")}) ORDER BY ${keyOrder(table)} LIMIT $1`;
    const { rows } = await slowQuery<{ key: string }>(client, { text, values });
    return rows.map((row) => row.key);
  });

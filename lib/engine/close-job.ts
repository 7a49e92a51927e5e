import { setTimeout as delay } from "node:timers/promises";
import { loadRanges } from "./bookkeeping.ts";
import { type ColumnCensus, notQuarantined, strayCell, takeCensus } from "./census.ts";
import { faultOf } from "./database-fault.ts";
import { JobFailure, type JobContext } from "./job-context.ts";
import { keyOrder, keyText, type RowKey } from "./key-sql.ts";
import { tableNamed } from "./process-batch.ts";
import { quarantinedKeys } from "./quarantine.ts";
import { spanBounds } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";
import type { Session } from "./session.ts";
import { settleRows } from "./settle-rows.ts";
import { slowQuery } from "./slow-query.ts";

const MOST_PASSES = 20;

/**
 * Passes until a fresh census finds nothing outside the current version but the quarantine: rows that were inserted
 * behind a cursor, written by a task with an old configuration, or held by another transaction. Returns that census,
 * or undefined when the job is cancelled meanwhile.
 */
export async function closeJob(session: Session, context: JobContext): Promise<ColumnCensus[] | undefined> {
  for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
    const waiting = await settlePending(session, context);
    for (const [index, table] of context.tables.entries()) {
      await sweep(session, context, { table, range: -1 - index, source: quarantinedRows });
    }
    if (context.signal.aborted) return undefined;
    const census = await session.use((client) =>
      takeCensus(client, context.tables, {
        currentVersion: context.keyring.currentVersion,
        quarantine: true,
      }),
    );
    if (!waiting && census.every((column) => column.unexplained === 0)) return census;
    for (const [index, table] of context.tables.entries()) {
      await sweep(session, context, { table, range: -1 - index, source: strayRows });
    }
    await delay(Math.min(2_000, 50 * pass * pass), undefined, { signal: context.signal }).catch(
      () => undefined,
    );
    if (context.signal.aborted) return undefined;
  }
  throw new JobFailure(
    `After ${MOST_PASSES} passes there are still cells outside version ${context.keyring.currentVersion}: something keeps ` +
      "writing an older version or holds rows locked. Make every task write the current version, then run the job again.",
  );
}

/** Whether rows are left whose swap is still undecided. */
async function settlePending(session: Session, context: JobContext): Promise<boolean> {
  let waiting = false;
  for (const { range, table, pending } of await session.use((client) =>
    loadRanges(client, context.jobId, "pending"),
  )) {
    if (context.signal.aborted) return true;
    waiting =
      !(await tryToSettle(session, context, tableNamed(context, table), { range, keys: pending })) || waiting;
  }
  return waiting;
}

interface Sweep {
  table: RegisteredTable;
  range: number;
  source: (
    session: Session,
    context: JobContext,
    table: RegisteredTable,
    after: RowKey | null,
  ) => Promise<RowKey[]>;
}

async function sweep(session: Session, context: JobContext, { table, range, source }: Sweep): Promise<void> {
  let after: RowKey | null = null;
  while (!context.signal.aborted) {
    const keys: RowKey[] = await source(session, context, table, after);
    const last = keys.at(-1);
    if (last === undefined) return;
    await tryToSettle(session, context, table, { range, keys });
    await context.pace(keys.length);
    after = last;
  }
}

/** False when another transaction held a row all the time; the next pass finds it again. */
async function tryToSettle(
  session: Session,
  context: JobContext,
  table: RegisteredTable,
  rows: { range: number; keys: readonly RowKey[] },
): Promise<boolean> {
  try {
    await settleRows(session, context, table, rows);
    return true;
  } catch (error) {
    if (faultOf(error) !== "contended") throw error;
    return false;
  }
}

const quarantinedRows: Sweep["source"] = (session, context, table, after) => {
  const columns = table.columns.map((column) => column.name);
  return session.use((client) => quarantinedKeys(client, columns, after, context.batchSize));
};

const strayRows: Sweep["source"] = (session, context, table, after) =>
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

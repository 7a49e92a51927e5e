import type { Client } from "pg";
import { dispositionAfter, type Finding, type Standing } from "#lib/domain/reencryption/disposition.ts";
import type { LedgerMove } from "#lib/domain/reencryption/ledger.ts";
import { book, cellName, loadStandings } from "./bookkeeping.ts";
import { faultOf } from "./database-fault.ts";
import { fencedTransaction } from "./fence.ts";
import { type JobContext, JobFailure } from "./job-context.ts";
import { writeLog } from "./journal.ts";
import { type RowKey, rowId } from "./key-sql.ts";
import { lookAtRows } from "./look-at-rows.ts";
import { quarantineCells, releaseCells } from "./quarantine.ts";
import { type RowBatch, readRowsByKey } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";
import type { Session } from "./session.ts";
import { lockFreeRows, swapRows } from "./swap-rows.ts";

const LOST_SWAPS = 5;
const LOCK_TRIES = { contended: 2, timeout: 1 };

export interface RowsToSettle {
  /** Where they are booked; a range below zero asks the whole job what it knows of them. */
  range: number;
  keys: readonly RowKey[];
  /** What the ledger says of their cells, when the caller has just written it. */
  known?: ReadonlyMap<string, Standing>;
}

type Standings = ReadonlyMap<string, Standing>;

/** As `settleRows`, but false when another transaction held a row all the time: the row stays pending. */
export async function tryToSettleRows(
  session: Session,
  context: JobContext,
  table: RegisteredTable,
  rows: RowsToSettle,
): Promise<boolean> {
  try {
    await settleRows(session, context, table, rows);
    return true;
  } catch (error) {
    if (faultOf(error) !== "contended") throw error;
    return false;
  }
}

/**
 * Looks at rows until each of their cells is on the current version, in quarantine, null or gone. A row that loses
 * five swaps is locked for its own short transaction. Throws JobFailure when even that write does not hold.
 */
async function settleRows(
  session: Session,
  context: JobContext,
  table: RegisteredTable,
  { range, keys, known }: RowsToSettle,
): Promise<void> {
  let open = keys;
  // A run again after a lost answer must ask the database what was booked.
  let fresh = known;
  for (let swap = 0; swap < LOST_SWAPS && open.length > 0; swap += 1) {
    const rest = open;
    open = await session.use(async (client) => {
      const standings = fresh ?? (await standingsFor(client, context, table, { range, keys: rest }));
      fresh = undefined;
      const rows = await readRowsByKey(client, table, rest);
      return fencedTransaction(client, context, () =>
        settleOnce(client, context, table, { range, keys: rest, rows, standings }),
      );
    });
  }
  for (const key of open) {
    await session.use((client) => settleLocked(client, context, table, { range, keys: [key] }), LOCK_TRIES);
  }
}

async function settleLocked(
  client: Client,
  context: JobContext,
  table: RegisteredTable,
  { range, keys }: RowsToSettle,
): Promise<void> {
  const standings = await standingsFor(client, context, table, { range, keys });
  await fencedTransaction(client, context, async () => {
    const rows = await readRowsByKey(client, table, keys, "FOR UPDATE OF t");
    const [refused] = await settleOnce(client, context, table, { range, keys, rows, standings });
    if (refused === undefined) return;
    throw new JobFailure(
      `Row ${rowId(table, refused)} of ${table.name} does not take a new value although it is locked for the write: ` +
        "a trigger or rule of the platform drops or rewrites the UPDATE. Disable it for the job, then run the job again.",
    );
  });
}

function standingsFor(
  client: Client,
  { jobId }: JobContext,
  table: RegisteredTable,
  { range, keys }: RowsToSettle,
): Promise<Standings> {
  const columns = table.columns.map((column) => column.name);
  return loadStandings(client, { jobId, range: range < 0 ? null : range }, columns, keys);
}

/** One look, swap and booking, inside a transaction; returns the keys whose swap was lost. */
async function settleOnce(
  client: Client,
  context: JobContext,
  table: RegisteredTable,
  found: { range: number; keys: readonly RowKey[]; rows: RowBatch; standings: Standings },
): Promise<RowKey[]> {
  const look = await lookAtRows(context.keyring, table, found.rows);
  const swaps = await lockFreeRows(client, table, look.swaps);
  const stored = await swapRows(client, table, found.rows, { ...look, swaps });
  const there = new Set(found.rows.keys);
  const moves: LedgerMove[] = [];
  const released: { column: string; key: RowKey }[] = [];
  const note = (column: string, key: RowKey, finding: Finding) => {
    const from = found.standings.get(cellName(column, key)) ?? "unread";
    const to = dispositionAfter(from, finding);
    if (to && to !== from) moves.push({ column, keys: [key], from, to });
    if (finding !== "unreadable") released.push({ column, key });
  };
  for (const { column, key, finding } of look.findings) note(column, key, finding);
  for (const { column, keys } of look.renewed) {
    for (const key of keys) {
      if (stored.has(key)) note(column, key, "swapped");
      else if (!found.standings.has(cellName(column, key)))
        moves.push({ column, keys: [key], from: "unread", to: "pending" });
    }
  }
  const lost = look.swaps.filter((key) => key !== null && !stored.has(key)) as RowKey[];
  for (const key of found.keys) {
    if (!there.has(key)) for (const column of table.columns) note(column.name, key, "gone");
  }
  const quarantined = await quarantineCells(client, context.jobId, look.unreadable);
  await writeLog(client, context.jobId, [...quarantined, ...(await releaseCells(client, released))]);
  const checkpoint = { cursor: null, lost, settled: found.keys, finished: false, batches: 0, rows: 0 };
  await book(client, { ...context, range: found.range }, moves, checkpoint);
  return lost;
}

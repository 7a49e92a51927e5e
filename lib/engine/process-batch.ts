import type { Client } from "pg";
import { dispositionAfter, type Standing } from "#lib/domain/reencryption/disposition.ts";
import type { LedgerMove } from "#lib/domain/reencryption/ledger.ts";
import { book, cellName, loadRanges, type RangeState } from "./bookkeeping.ts";
import { fencedTransaction } from "./fence.ts";
import { type JobContext, JobFailure } from "./job-context.ts";
import { writeLog } from "./journal.ts";
import type { RowKey } from "./key-sql.ts";
import { type Look, lookAtRows } from "./look-at-rows.ts";
import { quarantineCells } from "./quarantine.ts";
import { readRows } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";
import type { Session } from "./session.ts";
import { tryToSettleRows } from "./settle-rows.ts";
import { lockFreeRows, swapRows } from "./swap-rows.ts";

/** A batch that takes too long is not tried again as it is: the next one is smaller. */
const TRIES = { contended: 3, timeout: 1 };

export interface BatchSize {
  rows: number;
  /** After a lost wait for a lock: rows that others hold are left to the closing passes. */
  aroundLocks: boolean;
}

interface BatchOutcome {
  table: RegisteredTable;
  cells: number;
  /** The range after this batch, as long as nobody splits or takes it. */
  state: RangeState;
  /** Rows that lost their swap, without those that are put off. */
  lost: RowKey[];
  moves: LedgerMove[];
}

interface NextBatch {
  range: number;
  size: BatchSize;
  /** The range as the batch before left it. */
  state: RangeState | undefined;
}

/** Reads, renews and swaps the next rows of a range, checkpoint included; raced rows are settled before it returns. */
export async function processBatch(
  session: Session,
  context: JobContext,
  { range, size, state }: NextBatch,
): Promise<{ cells: number; state: RangeState; took: number }> {
  const begun = performance.now();
  let known = state;
  const outcome = await session.use((client) => {
    // A try after a lost answer must ask the database what was booked.
    const next = { range, size, state: known };
    known = undefined;
    return oneBatch(client, context, next);
  }, TRIES);
  if (outcome.lost.length > 0) {
    const standings = standingsOf(outcome.moves, outcome.lost);
    await tryToSettleRows(session, context, outcome.table, { range, keys: outcome.lost, known: standings });
  }
  return { ...outcome, took: performance.now() - begun };
}

async function oneBatch(
  client: Client,
  context: JobContext,
  { range, size, state: known }: NextBatch,
): Promise<BatchOutcome> {
  const read = known ?? (await loadRange(client, context, range));
  const table = targetOf(context, read);
  if (read.finished) return { table, cells: 0, state: read, lost: [], moves: [] };
  const span = { after: read.cursor ?? read.after, upto: read.upto };
  const rows = await readRows(client, table, span, size.rows);
  const look = await lookAtRows(context.keyring, table, rows);
  const finished = rows.keys.length === 0;
  const write = async () => {
    const swaps = size.aroundLocks ? await lockFreeRows(client, table, look.swaps) : look.swaps;
    const stored = await swapRows(client, table, rows, { ...look, swaps });
    const lines = await quarantineCells(client, context.jobId, look.unreadable);
    if (finished) lines.push({ level: "info", text: `Range ${range} is done (${table.name}).` });
    await writeLog(client, context.jobId, lines);
    return { moves: movesOf(look, stored), stored, lost: keysWithout(swaps, stored) };
  };
  const cursor = rows.keys.at(-1) ?? read.cursor;
  const lastly = ({ moves, stored }: Awaited<ReturnType<typeof write>>) =>
    book(client, { ...context, range }, moves, {
      cursor,
      lost: keysWithout(look.swaps, stored),
      settled: [],
      finished,
      batches: finished ? 0 : 1,
      rows: rows.keys.length,
    });
  const { moves, lost } = await fencedTransaction(client, context, write, { read, lastly });
  return { table, cells: cellsOf(moves), state: { ...read, cursor, finished }, lost, moves };
}

function keysWithout(swaps: Look["swaps"], stored: ReadonlySet<RowKey>): RowKey[] {
  return swaps.filter((key) => key !== null && !stored.has(key)) as RowKey[];
}

function movesOf(look: Look, stored: ReadonlySet<RowKey>): LedgerMove[] {
  const moves: LedgerMove[] = [];
  for (const { column, key, finding } of look.findings) {
    const to = dispositionAfter("unread", finding);
    if (to) moves.push({ column, keys: [key], from: "unread", to });
  }
  for (const { column, keys } of look.renewed) {
    const { won = [], lost = [] } = Object.groupBy(keys, (key) => (stored.has(key) ? "won" : "lost"));
    if (won.length > 0) moves.push({ column, keys: won, from: "unread", to: "reencrypted" });
    if (lost.length > 0) moves.push({ column, keys: lost, from: "unread", to: "pending" });
  }
  return moves;
}

function standingsOf(moves: readonly LedgerMove[], keys: readonly RowKey[]): Map<string, Standing> {
  const wanted = new Set(keys);
  const standings = new Map<string, Standing>();
  for (const { column, keys: moved, to } of moves) {
    for (const key of moved) if (wanted.has(key)) standings.set(cellName(column, key), to);
  }
  return standings;
}

function cellsOf(moves: readonly LedgerMove[]): number {
  return moves.reduce((sum, move) => sum + move.keys.length, 0);
}

async function loadRange(client: Client, { jobId }: JobContext, range: number): Promise<RangeState> {
  const [state] = await loadRanges(client, jobId, range);
  if (!state) throw new JobFailure(`Range ${range} of the job is gone: run the job again.`);
  return state;
}

/** The table of a range, addressed as the range's partition where it lies in one. */
export function targetOf(
  context: JobContext,
  { table: name, partition }: Pick<RangeState, "table" | "partition">,
): RegisteredTable {
  const table = context.tables.find((one) => one.name === name);
  if (!table) throw new JobFailure(`${name} is no longer registered: register it, or start a new job.`);
  return partition === null ? table : { ...table, sql: partition };
}

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
  finished: boolean;
  /** Rows that lost their swap, without those that are put off. */
  lost: RowKey[];
  moves: LedgerMove[];
}

/** Reads, renews and swaps the next rows of a range, checkpoint included; raced rows are settled before it returns. */
export async function processBatch(
  session: Session,
  context: JobContext,
  range: number,
  size: BatchSize,
): Promise<{ cells: number; finished: boolean }> {
  const outcome = await session.use((client) => oneBatch(client, context, range, size), TRIES);
  if (outcome.lost.length > 0) {
    const known = standingsOf(outcome.moves, outcome.lost);
    await tryToSettleRows(session, context, outcome.table, { range, keys: outcome.lost, known });
  }
  return outcome;
}

async function oneBatch(
  client: Client,
  context: JobContext,
  range: number,
  size: BatchSize,
): Promise<BatchOutcome> {
  const state = await loadRange(client, context, range);
  const table = targetOf(context, state);
  if (state.finished) return { table, cells: 0, finished: true, lost: [], moves: [] };
  const span = { after: state.cursor ?? state.after, upto: state.upto };
  const rows = await readRows(client, table, span, size.rows);
  const look = await lookAtRows(context.keyring, table, rows);
  const finished = rows.keys.length === 0;
  const write = async () => {
    const swaps = size.aroundLocks ? await lockFreeRows(client, table, look.swaps) : look.swaps;
    const stored = await swapRows(client, table, rows, { ...look, swaps });
    const moves = movesOf(look, stored);
    const lines = await quarantineCells(client, context.jobId, look.unreadable);
    if (finished) lines.push({ level: "info", text: `Range ${range} is done (${table.name}).` });
    await writeLog(client, context.jobId, lines);
    await book(client, { ...context, range }, moves, {
      cursor: rows.keys.at(-1) ?? null,
      lost: keysWithout(look.swaps, stored),
      settled: [],
      finished,
      batches: finished ? 0 : 1,
      rows: rows.keys.length,
    });
    const lost = keysWithout(swaps, stored);
    return { table, cells: cellsOf(moves), finished, lost, moves };
  };
  return fencedTransaction(client, context, write, state);
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

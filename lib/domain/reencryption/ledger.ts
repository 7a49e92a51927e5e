import { DISPOSITIONS, type Disposition, type Standing } from "./disposition.ts";

/** Cells of one column that move together in the ledger. */
export interface LedgerMove {
  column: string;
  /** Of their rows; each cell is named once. */
  keys: readonly string[];
  from: Standing;
  to: Disposition | "pending";
}

export interface ColumnDelta extends Record<Disposition, number> {
  column: string;
  total: number;
}

const isDisposition = (standing: Standing): standing is Disposition =>
  standing !== "pending" && standing !== "unread";

/** Sums moves per column: a cell enters `total` once, and leaves the disposition it had before it takes another. */
export function sumMoves(moves: readonly LedgerMove[]): ColumnDelta[] {
  const byColumn = new Map<string, ColumnDelta>();
  for (const { column, keys, from, to } of moves) {
    let delta = byColumn.get(column);
    if (!delta) byColumn.set(column, (delta = { column, ...noCells() }));
    if (from === "unread") delta.total += keys.length;
    if (isDisposition(from)) delta[from] -= keys.length;
    if (isDisposition(to)) delta[to] += keys.length;
  }
  return [...byColumn.values()];
}

/** Cells that were read and have no disposition. */
export function undisposed(delta: Omit<ColumnDelta, "column">): number {
  return delta.total - DISPOSITIONS.reduce((sum, name) => sum + delta[name], 0);
}

export function noCells(): Omit<ColumnDelta, "column"> {
  return { total: 0, reencrypted: 0, alreadyCurrent: 0, raced: 0, deleted: 0, nulled: 0, quarantined: 0 };
}

import type { ColumnProgressView } from "#lib/domain/rotation/live-views.ts";

export interface ReencryptionTotals {
  total: number;
  /** Cells with a disposition, whatever it is. */
  settled: number;
  raced: number;
  quarantined: number;
  unexplained: number;
}

export function settledCells(column: ColumnProgressView): number {
  const { reencrypted, alreadyCurrent, raced, deleted, nulled, quarantined } = column;
  return reencrypted + alreadyCurrent + raced + deleted + nulled + quarantined;
}

export function reencryptionTotals(columns: ColumnProgressView[]): ReencryptionTotals {
  const sum = (pick: (column: ColumnProgressView) => number) =>
    columns.reduce((total, column) => total + pick(column), 0);
  return {
    total: sum((column) => column.total),
    settled: sum(settledCells),
    raced: sum((column) => column.raced),
    quarantined: sum((column) => column.quarantined),
    unexplained: sum((column) => column.unexplained),
  };
}

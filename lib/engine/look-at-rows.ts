import { EnvelopeError } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { causeOf, openingVersion, renew } from "./examine-cell.ts";
import { rowId } from "./key-sql.ts";
import type { QuarantinedCell } from "./quarantine.ts";
import type { CellRow } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";
import type { RowSwap } from "./swap-rows.ts";

interface CellFinding {
  column: string;
  key: string;
  finding: "current" | "unreadable" | "null";
}

/** Rows decrypted and encrypted anew: what to write, and what was found of the cells that stay as they are. */
export interface Look {
  swaps: RowSwap[];
  findings: CellFinding[];
  unreadable: QuarantinedCell[];
}

/** Opens every cell, those labelled with the current version too. */
export function lookAtRows(keyring: Keyring, table: RegisteredTable, rows: readonly CellRow[]): Look {
  const look: Look = { swaps: [], findings: [], unreadable: [] };
  for (const row of rows) {
    const next = row.cells.map((cell, index) => {
      const column = table.columns[index]?.name ?? "";
      if (cell === null) return note(look, { column, key: row.key, finding: "null" });
      try {
        return renew(keyring, cell) ?? note(look, { column, key: row.key, finding: "current" });
      } catch (error) {
        if (!(error instanceof EnvelopeError)) throw error;
        const id = rowId(table, row.key);
        look.unreadable.push({ column, key: row.key, id, ...examined(keyring, cell) });
        return note(look, { column, key: row.key, finding: "unreadable" });
      }
    });
    if (next.some((value) => value !== null)) look.swaps.push({ row, next });
  }
  return look;
}

/** What is kept of a cell that does not open, with the proof that no loaded key opens it. */
function examined(keyring: Keyring, cell: Buffer) {
  return {
    cause: causeOf(keyring, cell),
    versionByte: cell[0] ?? null,
    length: cell.length,
    tried: keyring.versions,
    opensWith: openingVersion(keyring, cell),
    digest: keyring.digest(cell),
  };
}

function note(look: Look, finding: CellFinding): null {
  look.findings.push(finding);
  return null;
}

/** Names of the columns that a swap replaces. */
export function swappedColumns(table: RegisteredTable, swap: RowSwap): string[] {
  return table.columns.filter((_, index) => swap.next[index]).map((column) => column.name);
}

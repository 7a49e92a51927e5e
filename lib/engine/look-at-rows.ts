import { setImmediate as nextTurn } from "node:timers/promises";
import { EnvelopeError } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { causeOf, openingVersion, renew } from "./examine-cell.ts";
import { type RowKey, rowId } from "./key-sql.ts";
import { CellPacker } from "./packed-cells.ts";
import type { QuarantinedCell } from "./quarantine.ts";
import type { RowBatch } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";

interface CellFinding {
  column: string;
  key: RowKey;
  finding: "current" | "unreadable" | "null";
}

interface RenewedColumn {
  column: string;
  /** The rows whose cell is to be replaced. */
  keys: RowKey[];
  /** A bytea[] in the order of the rows; NULL leaves the cell alone. */
  next: Buffer;
}

/** Cells between two turns of the event loop, about a millisecond: the answers to other lanes are not kept waiting. */
const CELLS_PER_TURN = 128;

/** Rows decrypted and encrypted anew: what to write, and what was found of the cells that stay as they are. */
export interface Look {
  /** In the order of `table.columns`. */
  renewed: RenewedColumn[];
  /** The keys of all rows; null where no cell is to be replaced. */
  swaps: (RowKey | null)[];
  findings: CellFinding[];
  unreadable: QuarantinedCell[];
}

/** Opens every cell, those labelled with the current version too. */
export async function lookAtRows(keyring: Keyring, table: RegisteredTable, rows: RowBatch): Promise<Look> {
  const look: Look = { renewed: [], swaps: rows.keys.map(() => null), findings: [], unreadable: [] };
  for (const [index, { name: column }] of table.columns.entries()) {
    look.renewed.push(await lookAtColumn(keyring, table, { rows, index, column }, look));
  }
  return look;
}

async function lookAtColumn(
  keyring: Keyring,
  table: RegisteredTable,
  { rows, index, column }: { rows: RowBatch; index: number; column: string },
  { swaps, findings, unreadable }: Look,
): Promise<RenewedColumn> {
  const cells = rows.columns[index];
  const packer = new CellPacker(cells?.bytes.length ?? 0);
  const place = (length: number) => packer.add(length);
  const keys: RowKey[] = [];
  for (const [row, key] of rows.keys.entries()) {
    if (row % CELLS_PER_TURN === 0) await nextTurn();
    const cell = cells?.at(row) ?? null;
    const finding = cell === null ? "null" : renewed(keyring, cell, place);
    if (finding === "renewed") {
      keys.push(key);
      swaps[row] = key;
      continue;
    }
    packer.addNull();
    findings.push({ column, key, finding });
    if (cell === null || finding !== "unreadable") continue;
    unreadable.push({ column, key, id: rowId(table, key), ...examined(keyring, cell) });
  }
  return { column, keys, next: packer.packed() };
}

function renewed(keyring: Keyring, cell: Buffer, place: (length: number) => Buffer) {
  try {
    return renew(keyring, cell, place) ? "renewed" : "current";
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return "unreadable";
  }
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

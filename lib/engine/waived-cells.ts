import type { Client } from "pg";
import { SHORTEST_ENVELOPE } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { cellName } from "./bookkeeping.ts";
import type { RowKey } from "./key-sql.ts";
import { quarantinedKeys } from "./quarantine.ts";
import { readRowsByKey } from "./read-rows.ts";
import type { RegisteredTable } from "./registry.ts";

const ROWS = 500;

/** Whether two people waived this cell as it is now: a cell that changed since is not covered. */
export type IsWaived = (column: string, key: RowKey, cell: Uint8Array) => boolean;

/** Standing waivers of a rotation. The digests are compared with what is stored at the moment of the question. */
export async function loadWaivers(client: Client, rotationId: string, keyring: Keyring): Promise<IsWaived> {
  const { rows } = await client.query<{ column_name: string; row_key: string; digest: string }>(
    "SELECT column_name, row_key, digest FROM key_rotation.waived_cell WHERE rotation_id = $1",
    [rotationId],
  );
  const digests = new Map(rows.map((row) => [cellName(row.column_name, row.row_key), row.digest]));
  return (column, key, cell) => {
    const digest = digests.get(cellName(column, key));
    return digest !== undefined && digest === keyring.digest(cell);
  };
}

export interface QuarantineCount {
  column: string;
  waived: number;
  /** Of the waived, those that a census finds outside the current version. */
  waivedStrays: number;
  unresolved: number;
}

/** Reads every quarantined cell again and judges it as it is now. */
export async function judgeQuarantine(
  client: Client,
  tables: readonly RegisteredTable[],
  { rotationId, keyring }: { rotationId: string; keyring: Keyring },
): Promise<QuarantineCount[]> {
  const isWaived = await loadWaivers(client, rotationId, keyring);
  const counts: QuarantineCount[] = [];
  for (const table of tables) {
    for (const { name } of table.columns) {
      const count = { column: name, waived: 0, waivedStrays: 0, unresolved: 0 };
      await eachQuarantined(client, table, name, (key, cell) => {
        const isStray = cell.length < SHORTEST_ENVELOPE || cell[0] !== keyring.currentVersion;
        const covered = isWaived(name, key, cell);
        count[covered ? "waived" : "unresolved"] += 1;
        if (covered && isStray) count.waivedStrays += 1;
      });
      counts.push(count);
    }
  }
  return counts;
}

async function eachQuarantined(
  client: Client,
  table: RegisteredTable,
  column: string,
  take: (key: RowKey, cell: Buffer) => void,
): Promise<void> {
  const index = table.columns.findIndex(({ name }) => name === column);
  let after: RowKey | null = null;
  for (;;) {
    const keys: RowKey[] = await quarantinedKeys(client, [column], after, ROWS);
    const rows = await readRowsByKey(client, table, keys);
    for (const [row, key] of rows.keys.entries()) {
      const cell = rows.columns[index]?.at(row);
      if (cell) take(key, cell);
    }
    after = keys.at(-1) ?? null;
    if (after === null) return;
  }
}

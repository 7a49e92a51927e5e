import type { Client } from "pg";
import { keyText } from "./key-sql.ts";
import type { RegisteredTable } from "./registry.ts";
import { slowQuery } from "./slow-query.ts";

/** Cells of one column by what their first bytes say; nothing is decrypted. */
export interface ColumnCensus {
  column: string;
  nulls: number;
  nonNull: number;
  empty: number;
  /** Shorter than the 29 bytes of the shortest envelope, empty ones included. */
  tooShort: number;
  /** First byte → cells of at least 29 bytes. */
  byVersion: Record<number, number>;
  /** Of those not labelled with the current version, the ones that no open quarantine entry explains. */
  unexplained: number;
}

export interface CensusOptions {
  currentVersion: number;
  /** Whether `key_rotation.quarantine` is there to explain cells. */
  quarantine: boolean;
  timeoutMs?: number;
}

/** A column's cell as a number of 10 bits: 0 null; else twice its kind, and one more for a stray cell that nothing explains. */
const EMPTY = 1;
const SHORT = 2;
const VERSION_0 = 3;
const BITS = 10;
const COLUMNS_PER_CODE = 6;

/** One pass over each table, in one statement and thus of one instant per table. */
export async function takeCensus(
  client: Client,
  tables: readonly RegisteredTable[],
  options: CensusOptions,
): Promise<ColumnCensus[]> {
  const censuses: ColumnCensus[] = [];
  for (const table of tables) censuses.push(...(await censusOf(client, table, options)));
  return censuses;
}

/** SQL: whether a cell of the row aliased `t` is anything but an envelope labelled with the current version. */
export function strayCell(sql: string, currentVersion: number): string {
  const label = `'\\x${currentVersion.toString(16).padStart(2, "0")}'::bytea`;
  return `(octet_length(t.${sql}) < 29 OR substring(t.${sql} FROM 1 FOR 1) <> ${label})`;
}

/** SQL: whether no open quarantine entry names this cell of the row aliased `t`. */
export function notQuarantined(table: RegisteredTable, column: string): string {
  return `NOT EXISTS (SELECT 1 FROM key_rotation.quarantine q WHERE q.resolved_at IS NULL
    AND q.column_name = '${column.replaceAll("'", "''")}' AND q.row_key = ${keyText(table)})`;
}

async function censusOf(
  client: Client,
  table: RegisteredTable,
  { currentVersion, quarantine, timeoutMs }: CensusOptions,
): Promise<ColumnCensus[]> {
  const codes: string[] = [];
  for (let first = 0; first < table.columns.length; first += COLUMNS_PER_CODE) {
    const cells = table.columns
      .slice(first, first + COLUMNS_PER_CODE)
      .map(
        (column, place) =>
          `((${cellCode(table, column, { currentVersion, quarantine })}) << ${place * BITS})`,
      );
    codes.push(`${cells.join(" | ")} AS c${codes.length}`);
  }
  const groups = codes.map((_, index) => `c${index}`).join(", ");
  // OFFSET 0 hides what the codes are made of: the planner would expect as many groups as values, and sort the table on disk.
  const text = `SELECT count(*), ${groups} FROM (SELECT ${codes.join(", ")} FROM ${table.sql} AS t OFFSET 0) AS cells GROUP BY ${groups}`;
  const { rows } = await slowQuery<string[]>(client, { text, rowMode: "array" }, timeoutMs);
  return table.columns.map(({ name }, index) => {
    const census = emptyCensus(name);
    const place = BigInt((index % COLUMNS_PER_CODE) * BITS);
    for (const [count, ...row] of rows) {
      const code =
        (BigInt(row[Math.floor(index / COLUMNS_PER_CODE)] ?? 0) >> place) & ((1n << BigInt(BITS)) - 1n);
      tally(census, Number(code), Number(count));
    }
    return census;
  });
}

/** SQL: the code of a cell of the row aliased `t`. */
function cellCode(
  table: RegisteredTable,
  { name, sql }: RegisteredTable["columns"][number],
  { currentVersion, quarantine }: CensusOptions,
): string {
  return `CASE WHEN t.${sql} IS NULL THEN 0 WHEN NOT ${strayCell(sql, currentVersion)} THEN ${2 * (VERSION_0 + currentVersion)}
    ELSE 2 * (CASE WHEN octet_length(t.${sql}) = 0 THEN ${EMPTY} WHEN octet_length(t.${sql}) < 29 THEN ${SHORT}
                   ELSE ${VERSION_0} + get_byte(substring(t.${sql} FROM 1 FOR 1), 0) END)
         + (${quarantine ? notQuarantined(table, name) : "true"})::int END::bigint`;
}

function emptyCensus(column: string): ColumnCensus {
  return { column, nulls: 0, nonNull: 0, empty: 0, tooShort: 0, byVersion: {}, unexplained: 0 };
}

function tally(census: ColumnCensus, code: number, count: number): void {
  const kind = code >> 1;
  if (kind === 0) {
    census.nulls += count;
    return;
  }
  census.nonNull += count;
  if (kind === EMPTY) census.empty += count;
  if (kind < VERSION_0) census.tooShort += count;
  else census.byVersion[kind - VERSION_0] = (census.byVersion[kind - VERSION_0] ?? 0) + count;
  if (code % 2 === 1) census.unexplained += count;
}

/** Non-null cells that the census finds labelled with the current version. */
export function labelledCurrent(census: ColumnCensus, currentVersion: number): number {
  return census.byVersion[currentVersion] ?? 0;
}

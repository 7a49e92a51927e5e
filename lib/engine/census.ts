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

const NULL_CELL = -3;
const EMPTY_CELL = -2;
const SHORT_CELL = -1;

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
  const expressions = table.columns.flatMap(({ name, sql }, index) => {
    const stray = strayCell(sql, currentVersion);
    return [
      `CASE WHEN t.${sql} IS NULL THEN ${NULL_CELL} WHEN octet_length(t.${sql}) = 0 THEN ${EMPTY_CELL}
            WHEN octet_length(t.${sql}) < 29 THEN ${SHORT_CELL}
            ELSE get_byte(substring(t.${sql} FROM 1 FOR 1), 0) END AS b${index}`,
      `coalesce(${stray}${quarantine ? ` AND ${notQuarantined(table, name)}` : ""}, false) AS s${index}`,
    ];
  });
  const groups = table.columns.flatMap((_, index) => [`b${index}`, `s${index}`]).join(", ");
  const text = `SELECT ${groups}, count(*) FROM (SELECT ${expressions.join(", ")} FROM ${table.sql} AS t) AS cells GROUP BY ${groups}`;
  const { rows } = await slowQuery<(number | boolean | string)[]>(
    client,
    { text, rowMode: "array" },
    timeoutMs,
  );
  return table.columns.map(({ name }, index) => {
    const census = emptyCensus(name);
    for (const row of rows) {
      tally(census, Number(row[index * 2]), {
        stray: row[index * 2 + 1] === true,
        count: Number(row.at(-1)),
      });
    }
    return census;
  });
}

function emptyCensus(column: string): ColumnCensus {
  return { column, nulls: 0, nonNull: 0, empty: 0, tooShort: 0, byVersion: {}, unexplained: 0 };
}

function tally(
  census: ColumnCensus,
  bucket: number,
  { stray, count }: { stray: boolean; count: number },
): void {
  if (bucket === NULL_CELL) {
    census.nulls += count;
    return;
  }
  census.nonNull += count;
  if (bucket === EMPTY_CELL) census.empty += count;
  if (bucket < 0) census.tooShort += count;
  else census.byVersion[bucket] = (census.byVersion[bucket] ?? 0) + count;
  if (stray) census.unexplained += count;
}

/** Non-null cells that the census finds labelled with the current version. */
export function labelledCurrent(census: ColumnCensus, currentVersion: number): number {
  return census.byVersion[currentVersion] ?? 0;
}

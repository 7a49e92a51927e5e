import { ok, type Result, refuse } from "../result.ts";
import { csvOf } from "./csv.ts";

export const TABLE_FORMATS = ["csv", "json"] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export interface FileColumn<Row> {
  name: string;
  value: (row: Row) => string;
}

/**
 * Rows as a file: CSV after RFC 4180, or a JSON array with one object per row. Instants are ISO 8601 in UTC. Refused when
 * `total`, the number of rows that match, is more than were read: a file never leaves rows out unsaid.
 */
export function tableFile<Row>(
  format: TableFormat,
  columns: readonly FileColumn<Row>[],
  { rows, total }: { rows: readonly Row[]; total: number },
): Result<string> {
  if (total > rows.length)
    return refuse(
      "invalid-input",
      `A file would hold ${rows.length} of the ${total} rows that match. Narrow the filter, then export again.`,
    );
  if (format === "csv") {
    const cells = rows.map((row) => columns.map(({ value }) => value(row)));
    return ok(csvOf([columns.map(({ name }) => name), ...cells]));
  }
  const objects = rows.map((row) => Object.fromEntries(columns.map(({ name, value }) => [name, value(row)])));
  return ok(`${JSON.stringify(objects, null, 2)}\n`);
}

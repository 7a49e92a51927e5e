import { csvOf } from "./csv.ts";

export const TABLE_FORMATS = ["csv", "json"] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export interface FileColumn<Row> {
  name: string;
  value: (row: Row) => string;
}

/** Rows as a file: CSV after RFC 4180, or a JSON array with one object per row. Instants are ISO 8601 in UTC. */
export function tableFile<Row>(
  format: TableFormat,
  columns: readonly FileColumn<Row>[],
  rows: readonly Row[],
): string {
  if (format === "csv") {
    return csvOf([
      columns.map(({ name }) => name),
      ...rows.map((row) => columns.map(({ value }) => value(row))),
    ]);
  }
  const objects = rows.map((row) => Object.fromEntries(columns.map(({ name, value }) => [name, value(row)])));
  return `${JSON.stringify(objects, null, 2)}\n`;
}

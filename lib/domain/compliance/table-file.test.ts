import { describe, expect, test } from "vitest";
import { type FileColumn, tableFile } from "./table-file.ts";

const COLUMNS: readonly FileColumn<{ id: number; note: string }>[] = [
  { name: "Id", value: ({ id }) => String(id) },
  { name: "Note", value: ({ note }) => note },
];
const ROWS = [
  { id: 1, note: "plain" },
  { id: 2, note: '=HYPERLINK("x")' },
];

const fileOf = (format: "csv" | "json", rows: typeof ROWS) => {
  const file = tableFile(format, COLUMNS, { rows, total: rows.length });
  return file.ok ? file.value : file.problem.message;
};

describe("a table as a file", () => {
  test("has the same cells in CSV and in JSON, and no cell that a spreadsheet would run", () => {
    expect(fileOf("csv", ROWS)).toBe('Id,Note\r\n1,plain\r\n2,"\'=HYPERLINK(""x"")"\r\n');
    expect(JSON.parse(fileOf("json", ROWS))).toEqual([
      { Id: "1", Note: "plain" },
      { Id: "2", Note: '=HYPERLINK("x")' },
    ]);
  });

  test("without a row still says what its columns are", () => {
    expect(fileOf("csv", [])).toBe("Id,Note\r\n");
    expect(fileOf("json", [])).toBe("[]\n");
  });

  test("is refused when it would leave rows out, with what to do", () => {
    for (const format of ["csv", "json"] as const)
      expect(tableFile(format, COLUMNS, { rows: ROWS, total: 3 })).toEqual({
        ok: false,
        problem: {
          code: "invalid-input",
          message: "A file would hold 2 of the 3 rows that match. Narrow the filter, then export again.",
        },
      });
  });
});

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

describe("a table as a file", () => {
  test("has the same cells in CSV and in JSON, and no cell that a spreadsheet would run", () => {
    expect(tableFile("csv", COLUMNS, ROWS)).toBe('Id,Note\r\n1,plain\r\n2,"\'=HYPERLINK(""x"")"\r\n');
    expect(JSON.parse(tableFile("json", COLUMNS, ROWS))).toEqual([
      { Id: "1", Note: "plain" },
      { Id: "2", Note: '=HYPERLINK("x")' },
    ]);
  });

  test("without a row still says what its columns are", () => {
    expect(tableFile("csv", COLUMNS, [])).toBe("Id,Note\r\n");
    expect(tableFile("json", COLUMNS, [])).toBe("[]\n");
  });
});

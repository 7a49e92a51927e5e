import { describe, expect, test } from "vitest";
import { csvOf } from "./csv.ts";

describe("CSV", () => {
  test("every line ends in CRLF, and plain cells stand as they are", () => {
    expect(
      csvOf([
        ["a", "b"],
        ["1234", "2026-02-01T09:00:00.000Z"],
      ]),
    ).toBe("a,b\r\n1234,2026-02-01T09:00:00.000Z\r\n");
  });

  test("commas, quotes and line breaks stay inside their cell", () => {
    expect(csvOf([["a,b", 'say "yes"', "two\nlines", "two\r\nlines"]])).toBe(
      '"a,b","say ""yes""","two\nlines","two\r\nlines"\r\n',
    );
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])("%j cannot become a formula", (cell) => {
    expect(csvOf([[cell]])).toBe(`'${cell}\r\n`);
  });

  test("a formula behind a carriage return is escaped and quoted", () => {
    expect(csvOf([["\r=1"]])).toBe(`"'\r=1"\r\n`);
  });

  test("a sign inside a cell is left alone", () => {
    expect(csvOf([["a=b", "2026-02-01", ""]])).toBe("a=b,2026-02-01,\r\n");
  });
});

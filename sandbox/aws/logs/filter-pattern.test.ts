import { expect, test } from "vitest";
import { compilePattern } from "./filter-pattern.ts";

test.each([
  ["", "anything", true],
  ["?decrypt ?ERROR", "an ERROR", true],
  ["?decrypt ?ERROR", "decrypt_failed", true],
  ["?decrypt ?ERROR", "an error", false],
  ["ERROR cell", "ERROR in cell 1", true],
  ["ERROR cell", "ERROR in row 1", false],
  ["ERROR -expected", "ERROR expected", false],
  ['?"key version" ?x', "unknown key version 7", true],
  ['?"key version" ?z', "key of version 7", false],
])("the pattern %j on %j gives %s", (pattern, text, expected) => {
  expect(compilePattern(pattern)(text)).toBe(expected);
});

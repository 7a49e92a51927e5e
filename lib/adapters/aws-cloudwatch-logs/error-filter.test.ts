import { expect, test } from "vitest";
import { compilePattern } from "#sandbox/aws/logs/filter-pattern.ts";
import { ERROR_FILTER } from "./error-filter.ts";
import { isError } from "./is-error.ts";
import { parseLine } from "./parse-line.ts";

const passes = compilePattern(ERROR_FILTER);
const capitalized = (text: string) => text.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
const spelled = (text: string) => [
  text,
  text.toUpperCase(),
  capitalized(text),
  text.charAt(0).toUpperCase() + text.slice(1),
];

const LEVELS = ["error", "fatal", "panic", "critical"]
  .flatMap(spelled)
  .flatMap((level) => [`{"level":"${level}","msg":"x"}`, `{"severity":"${level}","msg":"x"}`]);
const FAILURES = [
  "decrypt failed",
  "decryption of the record failed",
  "could not encrypt the value",
  "decrypt_failed",
  "failed to decrypt phone",
  "cipher: message authentication failed",
  "unknown key version 7",
  "bad decrypt",
]
  .flatMap(spelled)
  .flatMap((words) => [words, `{"level":"WARN","msg":"${words}"}`]);

test.each([...LEVELS, ...FAILURES])("CloudWatch sends the error %s", (line) => {
  expect([isError(parseLine(line)), passes(line)]).toEqual([true, true]);
});

test("CloudWatch keeps lines of which nothing tells an error", () => {
  expect(passes(`{"level":"INFO","msg":"GET /patients 200"}`)).toBe(false);
});

test("the filter is no longer than CloudWatch takes", () => {
  expect(ERROR_FILTER.length).toBeLessThanOrEqual(1024);
});

import { expect, test } from "vitest";
import { isError } from "./is-error.ts";
import { parseLine } from "./parse-line.ts";

test.each([
  `{"level":"ERROR","event":"request_failed"}`,
  `{"level":"error","msg":"anything"}`,
  `{"severity":"CRITICAL","message":"anything"}`,
  `{"level":50,"msg":"anything"}`,
  `{"level":"WARN","message":"failed to decrypt phone"}`,
  `{"level":"INFO","event":"decrypt_failed"}`,
  `{"level":"WARN","error":"cipher: message authentication failed"}`,
  "2026-02-01T10:00:00Z ERROR database gone",
  "decryption of the record failed",
  "could not encrypt the value",
  "unknown key version 7",
])("an error is seen in %s", (line) => {
  expect(isError(parseLine(line))).toBe(true);
});

test.each([
  `{"level":"INFO","message":"Encryption working with key version 2"}`,
  `{"level":"INFO","event":"batch","decrypt_errors":0}`,
  `{"level":30,"msg":"encrypted 20 cells"}`,
  `{"level":"INFO","message":"authentication succeeded"}`,
  "encryption keys loaded: V1, V2",
  "GET /errors 200",
  "",
])("no error is seen in %s", (line) => {
  expect(isError(parseLine(line))).toBe(false);
});

test("a line that only looks like JSON is read as text", () => {
  expect(isError(parseLine("{ERROR: unbalanced"))).toBe(true);
});

test("a pattern of the installation finds errors of its own, and hides none", () => {
  expect(isError(parseLine(`{"level":"INFO","msg":"Vault sealed"}`), /vault sealed/iu)).toBe(true);
  expect(isError(parseLine(`{"level":"ERROR","msg":"other"}`), /vault sealed/iu)).toBe(true);
  expect(isError(parseLine(`{"level":"INFO","msg":"other"}`), /vault sealed/iu)).toBe(false);
});

import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { scrub } from "./log.ts";

const key = randomBytes(32);
const cell = Buffer.concat([Buffer.from([2]), randomBytes(40)]);

test.each([
  ["a key in hex", key.toString("hex")],
  ["a key in upper-case hex", key.toString("hex").toUpperCase()],
  ["a key in base64", key.toString("base64")],
  ["a key in base64url", key.toString("base64url")],
  ["a cell as PostgreSQL prints it", `\\x${cell.toString("hex")}`],
  ["a cell inside JSON, where the backslash is doubled", JSON.stringify(`\\x${cell.toString("hex")}`)],
  ["a short cell as PostgreSQL prints it", `\\x01${randomBytes(28).toString("hex")}`],
  ["a key after an equals sign", `ENCRYPTION_KEY_V2=${key.toString("hex")}`],
  ["a key in a JSON line", JSON.stringify({ err: { detail: `bad key ${key.toString("hex")}` } })],
  ["a key in base64 in a JSON line", JSON.stringify({ key: key.toString("base64") })],
])("%s is removed from a log line", (_, text) => {
  const line = scrub(`before ${text} after`);
  const digits = /[0-9a-f]{24,}|[A-Za-z0-9+/]{40,}/i;
  expect(line).not.toMatch(digits);
  expect(line).toMatch(/^before .*\[removed\].* after$/);
});

test.each([
  "phase 5f0c5f54-5d9e-4c55-8f6c-0d7f3a4f7a10 failed",
  "ENCRYPTION_KEY_V2 has the fingerprint 00112233aabbccdd",
  "arn:aws:ecs:eu-central-1:123456789012:task/restartix-prod/0123456789abcdef0123456789abcdef",
])("what people need stays: %s", (text) => {
  expect(scrub(text)).toBe(text);
});

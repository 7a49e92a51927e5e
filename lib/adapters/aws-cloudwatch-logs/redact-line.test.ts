import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { parseLine } from "./parse-line.ts";
import { redactLine } from "./redact-line.ts";

const redact = (line: string) => redactLine(parseLine(line));

test.each([
  ["a key in hex", randomBytes(32).toString("hex")],
  ["a key in base64", randomBytes(32).toString("base64")],
  ["half a key", randomBytes(8).toString("hex")],
  ["an API key", "sk_live_51Habcdefghijkl"],
  ["an AWS key id", "AKIAIOSFODNN7EXAMPLE"],
  ["a phone number", "+40 721 234 567"],
  ["a phone number without spaces", "0721234567"],
  ["a phone number with punctuation", "(0721) 234-567"],
  ["an e-mail address", "ana.pop@clinic.example"],
  ["a card-like number", "4111-1111-1111-1111"],
])("%s does not survive in a sample, in text or in JSON", (_, value) => {
  expect(redact(`ERROR failed for ${value} today`)).not.toContain(value);
  expect(redact(JSON.stringify({ level: "ERROR", message: `failed for ${value}` }))).not.toContain(value);
});

test("fields that nobody knows are left out, those of a failed decryption stay", () => {
  const line = {
    level: "ERROR",
    time: "2026-02-01T10:00:00Z",
    event: "decrypt_failed",
    table: "patient_persons",
    column: "emergency_contact_phone_encrypted",
    id: "12345",
    patient: "Ana Pop",
  };
  expect(redact(JSON.stringify(line))).toBe(
    "level=ERROR event=decrypt_failed table=patient_persons column=emergency_contact_phone_encrypted id=12345",
  );
});

test("a sample is one short line, and its instant stays readable", () => {
  const sample = redact(`2026-02-01T10:00:00.123Z ERROR\u001b[31m a\nb ${"no ".repeat(400)}`);
  expect(sample).toMatch(/^2026-02-01T10:00:00\.123Z ERROR \[31m a b no /);
  expect(sample).toHaveLength(240);
});

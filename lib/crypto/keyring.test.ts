import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { type Keyring, KeyringError, parseKeyring } from "./keyring.ts";

const K1 = "1f".repeat(31) + "01";
const K2 = "2e".repeat(31) + "02";
const good = { ENCRYPTION_KEY_V1: K1, ENCRYPTION_KEY_V2: K2, ENCRYPTION_CURRENT_VERSION: "2" };

const bad: [string, Record<string, string | undefined>, RegExp][] = [
  ["a trailing line end", { ...good, ENCRYPTION_KEY_V2: `${K2}\n` }, /V2 has whitespace/],
  ["a leading space", { ...good, ENCRYPTION_KEY_V2: ` ${K2}` }, /V2 has whitespace/],
  ["a 0x prefix", { ...good, ENCRYPTION_KEY_V2: `0x${K2}` }, /V2 begins with 0x/],
  ["an odd length", { ...good, ENCRYPTION_KEY_V2: K2.slice(1) }, /odd number of digits \(63\)/],
  ["62 digits", { ...good, ENCRYPTION_KEY_V2: K2.slice(2) }, /has 62 digits/],
  ["66 digits", { ...good, ENCRYPTION_KEY_V2: `${K2}00` }, /has 66 digits/],
  ["another character", { ...good, ENCRYPTION_KEY_V2: `${K2.slice(1)}g` }, /characters other than/],
  [
    "a character that is no ASCII",
    { ...good, ENCRYPTION_KEY_V2: `${K2.slice(1)}é` },
    /characters other than/,
  ],
  ["an empty value", { ...good, ENCRYPTION_KEY_V2: "" }, /V2 is empty/],
  ["zeros", { ...good, ENCRYPTION_KEY_V2: "00".repeat(32) }, /repeats one byte/],
  ["one byte repeated", { ...good, ENCRYPTION_KEY_V2: "aB".repeat(32) }, /repeats one byte/],
  ["the same key twice", { ...good, ENCRYPTION_KEY_V2: K1 }, /V1 and ENCRYPTION_KEY_V2 are the same/],
  ["the same key in capitals", { ...good, ENCRYPTION_KEY_V2: K1.toUpperCase() }, /are the same/],
  ["version 0", { ...good, ENCRYPTION_KEY_V0: K1 }, /V0: key versions are 1 to 255/],
  ["version 256", { ...good, ENCRYPTION_KEY_V256: K1 }, /V256: key versions/],
  ["a leading zero in a name", { ...good, ENCRYPTION_KEY_V02: K1 }, /V02: key versions/],
  ["no current version", { ...good, ENCRYPTION_CURRENT_VERSION: undefined }, /CURRENT_VERSION is not set/],
  ["an empty current version", { ...good, ENCRYPTION_CURRENT_VERSION: "" }, /CURRENT_VERSION is not set/],
  ["a current version in words", { ...good, ENCRYPTION_CURRENT_VERSION: "two" }, /must be a whole number/],
  ["a current version 02", { ...good, ENCRYPTION_CURRENT_VERSION: "02" }, /must be a whole number/],
  ["a current version 2.0", { ...good, ENCRYPTION_CURRENT_VERSION: "2.0" }, /must be a whole number/],
  ["a current version 0", { ...good, ENCRYPTION_CURRENT_VERSION: "0" }, /must be a whole number/],
  [
    "a current version without key",
    { ...good, ENCRYPTION_CURRENT_VERSION: "3" },
    /ENCRYPTION_KEY_V3 is not set/,
  ],
  ["no entries", {}, /CURRENT_VERSION is not set/],
];

describe("parseKeyring", () => {
  test.each(bad)("refuses %s with its own message that never contains the value", (_, entries, message) => {
    const refusal = catchError(() => parseKeyring(entries));
    expect(refusal).toBeInstanceOf(KeyringError);
    expect(refusal.message).toMatch(message);
    for (const value of Object.values(entries)) {
      if (value && value.trim().length > 8) expect(refusal.message).not.toContain(value.trim());
    }
  });

  test("reads every version, ignores other entries and undefined ones", () => {
    const keyring = parseKeyring({
      ...good,
      ENCRYPTION_KEY_V3: undefined,
      ENCRYPTION_KEY_VAULT: "x",
      PATH: "/bin",
    });
    expect(keyring.versions).toEqual([1, 2]);
    expect(keyring.currentVersion).toBe(2);
    expect([keyring.has(1), keyring.has(3)]).toEqual([true, false]);
  });

  test("takes capital hex digits for the same key as small ones", () => {
    const capitals = parseKeyring({ ...good, ENCRYPTION_KEY_V1: K1.toUpperCase() });
    expect(capitals.fingerprint(1)).toBe(parseKeyring(good).fingerprint(1));
  });
});

describe("Keyring", () => {
  test("only(version) holds that version alone, as the current one", () => {
    const alone = parseKeyring(good).only(1);
    expect([alone.versions, alone.currentVersion]).toEqual([[1], 1]);
    expect(() => alone.only(2)).toThrow(/set ENCRYPTION_KEY_V2/);
  });

  test("a fingerprint is 16 hex digits, differs by key and is not the bare hash", () => {
    const keyring = parseKeyring(good);
    expect(keyring.fingerprint(1)).toMatch(/^[0-9a-f]{16}$/);
    expect(keyring.fingerprint(1)).not.toBe(keyring.fingerprint(2));
    expect(() => keyring.fingerprint(9)).toThrow(KeyringError);
  });

  test("no way of printing or copying a keyring shows a key", () => {
    const keyring = parseKeyring(good);
    const texts = [
      JSON.stringify({ keyring }),
      inspect(keyring, { depth: 9, showHidden: true }),
      keyring.toString(),
    ];
    texts.push(JSON.stringify(structuredClone(Object.assign({}, keyring))), printError(keyring));
    for (const key of [K1, K2]) {
      for (const form of [key, key.toUpperCase(), Buffer.from(key, "hex").toString("base64")]) {
        for (const text of texts) expect(text).not.toContain(form);
      }
    }
    expect(Object.keys(keyring)).toEqual([]);
  });
});

function printError(keyring: Keyring): string {
  return inspect(new Error("x", { cause: { keyring } }), { depth: 9, showHidden: true });
}

function catchError(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a refusal");
}

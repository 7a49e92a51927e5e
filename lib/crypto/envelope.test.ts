import { readFileSync } from "node:fs";
import { assert, property, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import { decrypt, EnvelopeError, encrypt, inspect, openAs } from "./envelope.ts";
import { parseKeyring } from "./keyring.ts";

interface GoFixture {
  Name: string;
  KeyHex: string;
  PlainUTF8: string;
  BlobHex: string;
  Version: number;
}

interface WycheproofGroup {
  keySize: number;
  ivSize: number;
  tagSize: number;
  tests: {
    tcId: number;
    key: string;
    iv: string;
    aad: string;
    msg: string;
    ct: string;
    tag: string;
    result: string;
  }[];
}

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../tests/vectors/${file}`, import.meta.url), "utf8"));
const fixtures = read("go_versioned_gcm_layout.json") as GoFixture[];
const groups = (read("wycheproof_aes_gcm_test.json") as { testGroups: WycheproofGroup[] }).testGroups;
const served = groups
  .filter((group) => group.keySize === 256 && group.ivSize === 96 && group.tagSize === 128)
  .flatMap((group) => group.tests.filter((entry) => entry.aad === ""));

const ring = (key: string, version = 1) =>
  parseKeyring({ [`ENCRYPTION_KEY_V${version}`]: key, ENCRYPTION_CURRENT_VERSION: String(version) });
const keyring = parseKeyring({
  ENCRYPTION_KEY_V1: "1f".repeat(31) + "01",
  ENCRYPTION_KEY_V2: "2e".repeat(31) + "02",
  ENCRYPTION_CURRENT_VERSION: "2",
});

function faultOf(blob: Uint8Array): string {
  try {
    decrypt(keyring, blob);
  } catch (error) {
    if (error instanceof EnvelopeError) return error.code;
    throw error;
  }
  return "opened";
}

describe("vectors", () => {
  test("the served Wycheproof group has its 48 cases", () => expect(served).toHaveLength(48));

  test.each(served)("Wycheproof $tcId is $result", ({ key, iv, msg, ct, tag, result }) => {
    const open = () => decrypt(ring(key), Buffer.from(`01${iv}${ct}${tag}`, "hex")).toString("hex");
    if (result === "valid") expect(open()).toBe(msg);
    else expect(open).toThrow(EnvelopeError);
  });

  test("Wycheproof cases with other nonce or tag sizes never open", () => {
    const others = groups.filter(
      (group) => group.keySize === 256 && (group.ivSize !== 96 || group.tagSize !== 128),
    );
    const cases = others.flatMap((group) => group.tests);
    expect(cases.length).toBeGreaterThan(10);
    for (const { key, iv, ct, tag } of cases) {
      expect(() => decrypt(ring(key), Buffer.from(`01${iv}${ct}${tag}`, "hex"))).toThrow(EnvelopeError);
    }
  });

  test.each(fixtures.filter((entry) => entry.Version > 0))(
    "opens the platform's own Go value: $Name",
    ({ KeyHex, BlobHex, PlainUTF8, Version }) => {
      const blob = Buffer.from(BlobHex, "hex");
      expect(decrypt(ring(KeyHex, Version), blob).toString("utf8")).toBe(PlainUTF8);
      expect(inspect(blob)).toMatchObject({ version: Version });
    },
  );

  test("a Go value of version 0 is refused by its label, though its bytes open under their key", () => {
    const [fixture] = fixtures.filter((entry) => entry.Version === 0);
    const blob = Buffer.from(fixture?.BlobHex ?? "", "hex");
    expect(inspect(blob)).toMatchObject({ code: "unknown-version" });
    expect(openAs(ring(fixture?.KeyHex ?? ""), 1, blob)?.toString()).toBe(fixture?.PlainUTF8);
  });
});

describe("envelope", () => {
  test("every plaintext comes back, under the current version, in 29 bytes more", () => {
    assert(
      property(uint8Array({ maxLength: 5000 }), (plaintext) => {
        const blob = encrypt(keyring, plaintext);
        expect(inspect(blob)).toEqual({ version: 2, plaintextLength: plaintext.length });
        expect(blob).toHaveLength(plaintext.length + 29);
        expect(Buffer.compare(decrypt(keyring, blob), plaintext)).toBe(0);
      }),
    );
  });

  test("every flipped bit is refused", () => {
    const blob = encrypt(keyring, Buffer.from("+40 721 234 567"));
    for (let bit = 0; bit < blob.length * 8; bit += 1) {
      const forged = Buffer.from(blob);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(faultOf(forged)).toMatch(/unknown-version|authentication-failed/);
    }
  });

  test("every shortened or lengthened value is refused", () => {
    const blob = encrypt(keyring, Buffer.from("+40 721 234 567"));
    expect(faultOf(blob.subarray(0, 0))).toBe("empty");
    for (let length = 1; length < 29; length += 1)
      expect(faultOf(blob.subarray(0, length))).toBe("too-short");
    for (let length = 29; length < blob.length; length += 1) {
      expect(faultOf(blob.subarray(0, length))).toBe("authentication-failed");
    }
    expect(faultOf(Buffer.concat([blob, Buffer.alloc(1)]))).toBe("authentication-failed");
  });

  test("no nonce repeats, across many blocks of the generator", () => {
    const nonces = new Set<string>();
    for (let count = 0; count < 20_000; count += 1) {
      nonces.add(encrypt(keyring, new Uint8Array(0)).subarray(1, 13).toString("hex"));
    }
    expect(nonces.size).toBe(20_000);
  });

  test("versions without a key, and version 0, are unknown", () => {
    for (const version of [0, 3, 7, 255]) {
      expect(faultOf(Buffer.concat([Buffer.from([version]), Buffer.alloc(40)]))).toBe("unknown-version");
    }
  });

  test("a value of one version under another's label opens only when asked under its own", () => {
    const blob = encrypt(keyring.only(1), Buffer.from("secret"));
    blob[0] = 2;
    expect(faultOf(blob)).toBe("authentication-failed");
    expect(openAs(keyring, 1, blob)?.toString()).toBe("secret");
    expect(openAs(keyring, 2, blob)).toBeUndefined();
  });

  test("the format does not bind a value to its row: a swapped value opens (a known limit)", () => {
    const blob = encrypt(keyring, Buffer.from("row 1"));
    expect(decrypt(keyring, Buffer.from(blob)).toString()).toBe("row 1");
  });
});

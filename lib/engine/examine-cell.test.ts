import { describe, expect, test } from "vitest";
import { decrypt } from "#lib/crypto/envelope.ts";
import { type Keyring, parseKeyring } from "#lib/crypto/keyring.ts";
import { KEY_ENTRIES, keyring, opened, underV1, underV2 } from "#tests/encrypted-platform.ts";
import { causeOf, opensAsCurrent, renew } from "./examine-cell.ts";

const labelled = (version: number, blob: Buffer) => Buffer.concat([Buffer.from([version]), blob.subarray(1)]);

function renewedBy(keys: Keyring, blob: Buffer): Buffer | undefined {
  let place: Buffer | undefined;
  renew(keys, blob, (length) => (place = Buffer.alloc(length)));
  return place;
}

describe("renew", () => {
  test("an older value comes back under the current version, a current one is left alone", () => {
    const renewed = renewedBy(keyring, underV1("+40 721"));
    expect(renewed && opened(renewed)).toBe("+40 721");
    expect(renewedBy(keyring, underV2("+40 721"))).toBeUndefined();
  });

  test("after a roll-back of the current version, a newer value is brought back to it", () => {
    const rolledBack = parseKeyring({ ...KEY_ENTRIES, ENCRYPTION_CURRENT_VERSION: "1" });
    const back = renewedBy(rolledBack, underV2("x"));
    expect(back && decrypt(rolledBack.only(1), back).toString()).toBe("x");
  });
});

describe("causeOf names the first cause that holds", () => {
  test.each([
    ["empty", Buffer.alloc(0), "empty"],
    ["plain text, however short", Buffer.from("+"), "not-encrypted"],
    ["plain text with tab, CR and LF", Buffer.from("a\tb\r\nc"), "not-encrypted"],
    ["plain text beyond ASCII", Buffer.from("Ștefănescu ☎ 0721 234 567 and more text"), "not-encrypted"],
    [
      "plain text with a control character",
      Buffer.from("abc\u0001defghijklmnopqrstuvwxyz0123456789"),
      "unknown-version",
    ],
    ["text with DEL", Buffer.from("a\u007f"), "too-short"],
    ["broken UTF-8", Buffer.from([0x61, 0xff]), "too-short"],
    ["28 bytes of an envelope", underV1("").subarray(0, 28), "too-short"],
    ["version 7", labelled(7, underV1("x")), "unknown-version"],
    ["version 0", labelled(0, underV1("x")), "unknown-version"],
    ["V1 labelled V2", labelled(2, underV1("x")), "mislabelled-version"],
    ["V2 labelled V1", labelled(1, underV2("x")), "mislabelled-version"],
    ["29 bytes that are none", Buffer.concat([Buffer.from([1]), Buffer.alloc(28)]), "authentication-failed"],
  ])("%s", (_, blob, cause) => expect(causeOf(keyring, blob)).toBe(cause));
});

test("opensAsCurrent takes neither an older value nor one that does not authenticate", () => {
  const current = keyring.only(2);
  expect(opensAsCurrent(current, underV2("x"))).toBe(true);
  expect(opensAsCurrent(keyring, underV1("x"))).toBe(false);
  expect(opensAsCurrent(current, labelled(2, underV1("x")))).toBe(false);
  expect(opensAsCurrent(current, Buffer.alloc(0))).toBe(false);
});

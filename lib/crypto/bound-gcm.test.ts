import { createSecretKey, randomBytes } from "node:crypto";
import { assert, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { BoundGcm } from "./bound-gcm.ts";
import { NodeGcm } from "./gcm.ts";

const key = createSecretKey(randomBytes(32));
const bound = new BoundGcm(key);
const node = new NodeGcm(key);
const bytes = (length: number) => uint8Array({ minLength: length, maxLength: length });

test("what OpenSSL seals when called directly is, byte for byte, what node:crypto seals", () => {
  const anyLength = uint8Array({ maxLength: 40_000, size: "max" });
  assert(
    property(bytes(12), anyLength, (nonce, plaintext) => {
      const [direct, known] = [Buffer.alloc(plaintext.length + 16), Buffer.alloc(plaintext.length + 16)];
      bound.seal(nonce, plaintext, direct);
      node.seal(nonce, plaintext, known);
      expect(direct.equals(known)).toBe(true);
      expect(bound.open(nonce, known)?.equals(plaintext)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("a value that does not authenticate leaves nothing behind, and the next one opens", () => {
  const nonce = randomBytes(12);
  const sealed = Buffer.alloc(21);
  bound.seal(nonce, Buffer.from("phone"), sealed);
  const forged = Buffer.from(sealed);
  forged[0] = (forged[0] ?? 0) ^ 1;
  expect(bound.open(nonce, forged)).toBeUndefined();
  expect(bound.open(nonce, sealed)?.toString()).toBe("phone");
});

test("buffers of another size are refused before their address is used", () => {
  const nonce = randomBytes(12);
  expect(() => bound.seal(nonce, Buffer.alloc(5), Buffer.alloc(20))).toThrow(RangeError);
  expect(() => bound.seal(nonce.subarray(1), Buffer.alloc(5), Buffer.alloc(21))).toThrow(RangeError);
  expect(() => bound.open(nonce, Buffer.alloc(15))).toThrow(RangeError);
});

test("one sealed value that node:crypto does not open is not handed out", () => {
  const fresh = new BoundGcm(key);
  const into = Buffer.alloc(21);
  into.set = () => undefined;
  expect(() => fresh.seal(randomBytes(12), Buffer.from("phone"), into)).toThrow("node:crypto does not open");
});

import type { KeyObject } from "node:crypto";
import { loadEvp } from "./evp.ts";
import { type Gcm, NONCE, NodeGcm, TAG } from "./gcm.ts";

/** Longer values go through `node:crypto`, where they cost little more. */
const LONGEST = 16_384;
const TAG_AT = 16;
const BODY_AT = 32;
const LENGTH_AT = BODY_AT + LONGEST + TAG;
const GET_TAG = 0x10;
const SET_TAG = 0x11;
/** One of so many sealed values is opened by `node:crypto` before it is handed out. */
const CHECK_EVERY = 64;

/**
 * The same OpenSSL as `node:crypto`, in this process, called through `node:ffi` with one context per key instead of
 * two objects per value: less than half the cost. That interface of Node is experimental and knows no bounds, so all
 * pointers lead into two buffers of this object's own, lengths are checked against them, and `node:crypto` checks
 * the results: a sample of every run here, every value of the table in the verification.
 */
export class BoundGcm implements Gcm {
  readonly #evp = loadEvp();
  readonly #node: NodeGcm;
  readonly #staged = Buffer.allocUnsafeSlow(LENGTH_AT + 16);
  readonly #result = Buffer.allocUnsafeSlow(LONGEST + TAG);
  readonly #at = this.#evp.addressOf(this.#staged);
  readonly #into = this.#evp.addressOf(this.#result);
  readonly #nonceAt = this.#at;
  readonly #tagAt = this.#at + BigInt(TAG_AT);
  readonly #bodyAt = this.#at + BigInt(BODY_AT);
  readonly #lengthAt = this.#at + BigInt(LENGTH_AT);
  readonly #sealing: bigint;
  readonly #opening: bigint;
  #sealed = 0;

  /** Throws when this Node or its OpenSSL cannot be bound. */
  constructor(key: KeyObject) {
    this.#node = new NodeGcm(key);
    const bytes = key.export();
    this.#sealing = this.#evp.newContext(bytes, true);
    this.#opening = this.#evp.newContext(bytes, false);
    bytes.fill(0);
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, into: Uint8Array): void {
    const { length } = plaintext;
    if (length > LONGEST) return this.#node.seal(nonce, plaintext, into);
    if (nonce.length !== NONCE || into.length !== length + TAG)
      throw new RangeError("A buffer has another size.");
    this.#staged.set(nonce, 0);
    this.#staged.set(plaintext, BODY_AT);
    this.#start(this.#sealing, length);
    this.#must(this.#evp.final(this.#sealing, this.#into, this.#lengthAt));
    this.#must(this.#evp.control(this.#sealing, GET_TAG, TAG, this.#tagAt));
    into.set(this.#result.subarray(0, length));
    into.set(this.#staged.subarray(TAG_AT, TAG_AT + TAG), length);
    this.#staged.fill(0, BODY_AT, BODY_AT + length);
    this.#sealed += 1;
    if (this.#sealed % CHECK_EVERY === 1) this.#check(nonce, plaintext, into);
  }

  open(nonce: Uint8Array, sealed: Uint8Array): Buffer | undefined {
    const length = sealed.length - TAG;
    if (length > LONGEST) return this.#node.open(nonce, sealed);
    if (nonce.length !== NONCE || length < 0) throw new RangeError("A buffer has another size.");
    this.#staged.set(nonce, 0);
    this.#staged.set(sealed.subarray(length), TAG_AT);
    this.#staged.set(sealed.subarray(0, length), BODY_AT);
    this.#start(this.#opening, length);
    this.#must(this.#evp.control(this.#opening, SET_TAG, TAG, this.#tagAt));
    const authentic = this.#evp.final(this.#opening, this.#into, this.#lengthAt) === 1;
    const plaintext = authentic ? Buffer.from(this.#result.subarray(0, length)) : undefined;
    this.#result.fill(0, 0, length);
    return plaintext;
  }

  #start(context: bigint, length: number): void {
    this.#must(this.#evp.setNonce(context, this.#nonceAt));
    this.#must(this.#evp.update(context, this.#into, this.#lengthAt, this.#bodyAt, length));
  }

  #must(answer: number): void {
    if (answer !== 1) throw new Error("OpenSSL refused a call: run the job again without --cipher bound.");
  }

  #check(nonce: Uint8Array, plaintext: Uint8Array, sealed: Uint8Array): void {
    const opened = this.#node.open(nonce, sealed);
    const same = opened?.equals(plaintext) === true;
    opened?.fill(0);
    if (!same) {
      throw new Error(
        "node:crypto does not open what OpenSSL sealed: run the job again without --cipher bound.",
      );
    }
  }
}

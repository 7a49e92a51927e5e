import { randomFillSync } from "node:crypto";
import type { Keyring } from "./keyring.ts";

const NONCE = 12;
const TAG = 16;
/** Version, nonce and tag around an empty plaintext. */
export const SHORTEST_ENVELOPE = 1 + NONCE + TAG;

export type EnvelopeFault = "empty" | "too-short" | "unknown-version" | "authentication-failed";

const EXPLANATION: Record<EnvelopeFault, string> = {
  empty: "The value has no bytes.",
  "too-short": `The value has fewer than ${SHORTEST_ENVELOPE} bytes.`,
  "unknown-version": "No key is loaded for the version in the value's first byte.",
  "authentication-failed": "The value does not authenticate under the key of its version.",
};

export class EnvelopeError extends Error {
  override name = "EnvelopeError";
  readonly code: EnvelopeFault;

  constructor(code: EnvelopeFault) {
    super(EXPLANATION[code]);
    this.code = code;
  }
}

export interface EnvelopeHeader {
  /** 1 to 255. */
  version: number;
  /** Bytes of the plaintext. */
  plaintextLength: number;
}

// Nonces are cut from a block of random bytes, each byte used once: one call to the generator serves many values.
const block = Buffer.alloc(NONCE * 1024);
let used = block.length;

function nextNonce(): Buffer {
  if (used === block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += NONCE;
  return block.subarray(used - NONCE, used);
}

/** Encrypts under the keyring's current version with a fresh random nonce. */
export function encrypt(keyring: Keyring, plaintext: Uint8Array): Buffer {
  const blob = Buffer.allocUnsafe(SHORTEST_ENVELOPE + plaintext.length);
  encryptInto(keyring, plaintext, blob);
  return blob;
}

/** As `encrypt`, into a place that is 29 bytes longer than the plaintext. */
export function encryptInto(keyring: Keyring, plaintext: Uint8Array, blob: Buffer): void {
  if (blob.length !== SHORTEST_ENVELOPE + plaintext.length)
    throw new RangeError("The place has another length.");
  const nonce = nextNonce();
  const cipher = keyring.cipher(nonce);
  blob[0] = keyring.currentVersion;
  blob.set(nonce, 1);
  if (plaintext.length > 0) blob.set(cipher.update(plaintext), 1 + NONCE);
  cipher.final();
  blob.set(cipher.getAuthTag(), blob.length - TAG);
}

/** Opens a value under the key of the version in its first byte. Throws EnvelopeError. */
export function decrypt(keyring: Keyring, blob: Uint8Array): Buffer {
  const header = inspect(blob);
  if (header instanceof EnvelopeError) throw header;
  if (!keyring.has(header.version)) throw new EnvelopeError("unknown-version");
  const plaintext = openAs(keyring, header.version, blob);
  if (!plaintext) throw new EnvelopeError("authentication-failed");
  return plaintext;
}

/** Reads the header only; says nothing about whether the value opens. Version 0 does not exist. */
export function inspect(blob: Uint8Array): EnvelopeHeader | EnvelopeError {
  const version = blob[0];
  if (version === undefined) return new EnvelopeError("empty");
  if (blob.length < SHORTEST_ENVELOPE) return new EnvelopeError("too-short");
  if (version === 0) return new EnvelopeError("unknown-version");
  return { version, plaintextLength: blob.length - SHORTEST_ENVELOPE };
}

/**
 * Opens a value of at least 29 bytes under the key of `version`, whatever its label says; undefined when it does not
 * authenticate. Throws KeyringError when that key is not loaded.
 */
export function openAs(keyring: Keyring, version: number, blob: Uint8Array): Buffer | undefined {
  const decipher = keyring.decipher(version, blob.subarray(1, 1 + NONCE));
  decipher.setAuthTag(blob.subarray(blob.length - TAG));
  const plaintext = decipher.update(blob.subarray(1 + NONCE, blob.length - TAG));
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    return undefined;
  }
  return plaintext;
}

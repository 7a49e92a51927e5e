import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";

export const NONCE = 12;
export const TAG = 16;
const ALGORITHM = "aes-256-gcm";
const OPTIONS = { authTagLength: TAG };

/** AES-256-GCM under one key, without additional data. */
export interface Gcm {
  /** Writes ciphertext and tag to `into`, which has room for exactly both. The caller owes a nonce never used before. */
  seal(nonce: Uint8Array, plaintext: Uint8Array, into: Uint8Array): void;
  /** Undefined when ciphertext and tag do not authenticate. */
  open(nonce: Uint8Array, sealed: Uint8Array): Buffer | undefined;
}

/** The one of `node:crypto`. */
export class NodeGcm implements Gcm {
  readonly #key: KeyObject;

  constructor(key: KeyObject) {
    this.#key = key;
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, into: Uint8Array): void {
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, OPTIONS);
    if (plaintext.length > 0) into.set(cipher.update(plaintext));
    cipher.final();
    into.set(cipher.getAuthTag(), into.length - TAG);
  }

  open(nonce: Uint8Array, sealed: Uint8Array): Buffer | undefined {
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, OPTIONS);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
    const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG));
    try {
      decipher.final();
    } catch {
      plaintext.fill(0);
      return undefined;
    }
    return plaintext;
  }
}

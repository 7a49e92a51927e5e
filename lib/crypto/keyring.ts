import {
  type CipherGCM,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type DecipherGCM,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";

const ENTRY = /^ENCRYPTION_KEY_V(\d+)$/;
const CURRENT = "ENCRYPTION_CURRENT_VERSION";
const HEX = /^[0-9a-f]*$/i;
const DECIMAL = /^[1-9]\d*$/;
const ALGORITHM = "aes-256-gcm";
const TAG = { authTagLength: 16 };
const FINGERPRINT_DOMAIN = "keyturn/key-fingerprint/1\0";
const DIGEST_DOMAIN = "keyturn/value-digest/1";

/** A keyring that cannot be used. The message names the entry and what to do, and never contains a value. */
export class KeyringError extends Error {
  override name = "KeyringError";
}

/** The keys of all loaded versions. No key leaves an instance: not as a property, in JSON or when printed. */
export class Keyring {
  readonly #keys: ReadonlyMap<number, KeyObject>;
  readonly #current: number;

  constructor(keys: ReadonlyMap<number, KeyObject>, current: number) {
    this.#keys = keys;
    this.#current = current;
  }

  get currentVersion(): number {
    return this.#current;
  }

  /** Ascending. */
  get versions(): number[] {
    return [...this.#keys.keys()].toSorted((a, b) => a - b);
  }

  has(version: number): boolean {
    return this.#keys.has(version);
  }

  /** 16 hex digits that stand for the key: the first 8 bytes of a domain-separated SHA-256. */
  fingerprint(version: number): string {
    const bytes = this.#key(version).export();
    const digest = createHash("sha256").update(FINGERPRINT_DOMAIN).update(bytes).digest("hex");
    bytes.fill(0);
    return digest.slice(0, 16);
  }

  /**
   * Says of a stored value only whether it is still the same: HMAC-SHA-256, hex, with a key derived from the current one.
   * Keyed, because a value that was never encrypted could be found again by hashing every phone number.
   */
  digest(value: Uint8Array): string {
    const secret = new Uint8Array(hkdfSync("sha256", this.#key(this.#current), "", DIGEST_DOMAIN, 32));
    const digest = createHmac("sha256", secret).update(value).digest("hex");
    secret.fill(0);
    return digest;
  }

  /** A keyring that holds this version alone, as its current one. */
  only(version: number): Keyring {
    return new Keyring(new Map([[version, this.#key(version)]]), version);
  }

  /** AES-256-GCM under the current key; the caller owes a nonce never used before. */
  cipher(nonce: Uint8Array): CipherGCM {
    return createCipheriv(ALGORITHM, this.#key(this.#current), nonce, TAG);
  }

  decipher(version: number, nonce: Uint8Array): DecipherGCM {
    return createDecipheriv(ALGORITHM, this.#key(version), nonce, TAG);
  }

  toJSON(): { versions: number[]; currentVersion: number } {
    return { versions: this.versions, currentVersion: this.#current };
  }

  toString(): string {
    return `Keyring(versions ${this.versions.join(", ")}; current ${this.#current})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #key(version: number): KeyObject {
    const key = this.#keys.get(version);
    if (!key)
      throw new KeyringError(`No key of version ${version} is loaded: set ENCRYPTION_KEY_V${version}.`);
    return key;
  }
}

/**
 * Reads every `ENCRYPTION_KEY_V<n>` (64 hex digits, upper case allowed as in Go's decoder) and
 * `ENCRYPTION_CURRENT_VERSION`; other entries are ignored. Throws KeyringError.
 */
export function parseKeyring(entries: Record<string, string | undefined>): Keyring {
  const raw = new Map<number, Buffer>();
  try {
    for (const [name, value] of Object.entries(entries)) {
      const digits = ENTRY.exec(name)?.[1];
      if (digits !== undefined && value !== undefined)
        raw.set(parseVersion(name, digits), decodeKey(name, value));
    }
    refuseSharedKeys(raw);
    const current = parseCurrent(entries[CURRENT]);
    if (!raw.has(current)) {
      throw new KeyringError(
        `${CURRENT} is ${current}, but ENCRYPTION_KEY_V${current} is not set: add that key.`,
      );
    }
    return new Keyring(
      new Map([...raw].map(([version, bytes]) => [version, createSecretKey(bytes)])),
      current,
    );
  } finally {
    for (const bytes of raw.values()) bytes.fill(0);
  }
}

function parseVersion(name: string, digits: string): number {
  const version = Number(digits);
  if (!DECIMAL.test(digits) || version > 255) {
    throw new KeyringError(`${name}: key versions are 1 to 255, without leading zeros; rename the entry.`);
  }
  return version;
}

function parseCurrent(value: string | undefined): number {
  if (value === undefined || value === "") {
    throw new KeyringError(`${CURRENT} is not set: give the version that new values are written with.`);
  }
  if (!DECIMAL.test(value) || Number(value) > 255) {
    throw new KeyringError(
      `${CURRENT} must be a whole number from 1 to 255, without spaces or leading zeros.`,
    );
  }
  return Number(value);
}

function decodeKey(name: string, value: string): Buffer {
  const refuse = (why: string) => new KeyringError(`${name} ${why}; a key is exactly 64 hex digits.`);
  if (value === "") throw refuse("is empty: remove the entry or give the key");
  if (value.trim() !== value) throw refuse("has whitespace around it: remove the spaces or line ends");
  if (/^0x/i.test(value)) throw refuse("begins with 0x: remove the prefix");
  if (!HEX.test(value)) throw refuse("contains characters other than 0-9 and a-f");
  if (value.length % 2 === 1) throw refuse(`has an odd number of digits (${value.length})`);
  if (value.length !== 64) throw refuse(`has ${value.length} digits`);
  const bytes = Buffer.from(value, "hex");
  if (bytes.every((byte) => byte === bytes[0])) {
    throw refuse("repeats one byte, which is no random key: generate a new one");
  }
  return bytes;
}

function refuseSharedKeys(raw: ReadonlyMap<number, Buffer>): void {
  const known = [...raw].toSorted(([a], [b]) => a - b);
  for (const [index, [version, bytes]] of known.entries()) {
    for (const [other, otherBytes] of known.slice(index + 1)) {
      if (timingSafeEqual(bytes, otherBytes)) {
        throw new KeyringError(
          `ENCRYPTION_KEY_V${version} and ENCRYPTION_KEY_V${other} are the same key: generate a new one for version ${other}.`,
        );
      }
    }
  }
}

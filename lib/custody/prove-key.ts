import { decrypt, encrypt, inspect } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { PortError } from "#lib/ports/port-error.ts";

const CANARY = Buffer.from("keyturn canary: this text is not secret", "utf8");

/** Encrypts and decrypts a fixed text under this version alone, and returns the key's fingerprint. */
export function proveKey(keyring: Keyring, version: number): string {
  if (!keyring.has(version)) throw new PortError("conflict", `The secret does not hold the key V${version}.`);
  const alone = keyring.only(version);
  const blob = encrypt(alone, CANARY);
  const header = inspect(blob);
  if (header instanceof Error || header.version !== version || !decrypt(alone, blob).equals(CANARY)) {
    throw new PortError("invalid", `The key V${version} does not decrypt what it encrypts. Do not use it.`);
  }
  return keyring.fingerprint(version);
}

import {
  decrypt,
  EnvelopeError,
  encryptInto,
  inspect,
  openAs,
  SHORTEST_ENVELOPE,
} from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";
import type { QuarantineCause } from "#lib/domain/reencryption/report.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const CONTROL = /[^\P{Cc}\t\r\n]/u;

/**
 * Writes the same value under the current version, which has the same length, to the place that is asked for; false when
 * it is there already. Throws EnvelopeError, and asks for no place, when the value does not open.
 */
export function renew(keyring: Keyring, blob: Uint8Array, placeOf: (length: number) => Buffer): boolean {
  const plaintext = decrypt(keyring, blob);
  const old = blob[0] !== keyring.currentVersion;
  if (old) encryptInto(keyring, plaintext, placeOf(blob.length));
  plaintext.fill(0);
  return old;
}

/** Whether the value is labelled with the keyring's current version and opens under that key. */
export function opensAsCurrent(keyring: Keyring, blob: Uint8Array): boolean {
  const header = inspect(blob);
  if (header instanceof EnvelopeError || header.version !== keyring.currentVersion) return false;
  return opens(keyring, header.version, blob);
}

/** Why a value does not open: the first cause that holds, in the order of the checks. */
export function causeOf(keyring: Keyring, blob: Uint8Array): QuarantineCause {
  if (blob.length === 0) return "empty";
  if (isPlainText(blob)) return "not-encrypted";
  if (blob.length < SHORTEST_ENVELOPE) return "too-short";
  const header = inspect(blob);
  if (header instanceof EnvelopeError || !keyring.has(header.version)) return "unknown-version";
  const others = keyring.versions.filter((version) => version !== header.version);
  return others.some((version) => opens(keyring, version, blob))
    ? "mislabelled-version"
    : "authentication-failed";
}

/** The version whose key opens the value, whatever its first byte says; null when no loaded key does. */
export function openingVersion(keyring: Keyring, blob: Uint8Array): number | null {
  if (blob.length < SHORTEST_ENVELOPE) return null;
  return keyring.versions.find((version) => opens(keyring, version, blob)) ?? null;
}

function opens(keyring: Keyring, version: number, blob: Uint8Array): boolean {
  const plaintext = openAs(keyring, version, blob);
  plaintext?.fill(0);
  return plaintext !== undefined;
}

function isPlainText(blob: Uint8Array): boolean {
  try {
    return !CONTROL.test(utf8.decode(blob));
  } catch {
    return false;
  }
}

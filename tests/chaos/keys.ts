import { createHash } from "node:crypto";
import { type Keyring, parseKeyring } from "#lib/crypto/keyring.ts";

/** Keys of one phase of a rotation: the version that leaves and the one that comes, and nothing else. */
export interface PhaseKeys {
  from: number;
  to: number;
  /** For a process's environment. */
  entries: Record<string, string>;
  keyring: Keyring;
}

/** The seed's key of a version, as hexadecimal digits. */
export function keyOf(seed: number, version: number): string {
  return createHash("sha256").update(`chaos key ${seed} ${version}`).digest("hex");
}

export function phaseKeys(seed: number, from: number): PhaseKeys {
  const to = from + 1;
  const entries = {
    [`ENCRYPTION_KEY_V${from}`]: keyOf(seed, from),
    [`ENCRYPTION_KEY_V${to}`]: keyOf(seed, to),
    ENCRYPTION_CURRENT_VERSION: String(to),
  };
  return { from, to, entries, keyring: parseKeyring(entries) };
}

import type { Keyring } from "#lib/crypto/keyring.ts";
import { JobFailure } from "./job-context.ts";

/** Version → fingerprint. */
export type KeyFingerprints = Record<string, string>;

export function fingerprintsOf(keyring: Keyring): KeyFingerprints {
  return Object.fromEntries(keyring.versions.map((version) => [version, keyring.fingerprint(version)]));
}

/**
 * Refuses before the first row a process whose keys are not those that the job began with: it would quarantine what the
 * others open, or write what they cannot. Whoever starts may bring more keys; who joins needs every one of the job's.
 */
export function requireSameKeys(
  keyring: Keyring,
  known: KeyFingerprints | null,
  role: "starts" | "joins",
): void {
  for (const [version, fingerprint] of Object.entries(known ?? {})) {
    const has = keyring.has(Number(version));
    if (role === "starts" && !has) continue;
    if (has && keyring.fingerprint(Number(version)) === fingerprint) continue;
    throw new JobFailure(
      has
        ? `ENCRYPTION_KEY_V${version} is another key than the one this job began with: give this process the same keys.`
        : `This job uses a key of version ${version} that this process does not have: set ENCRYPTION_KEY_V${version}.`,
    );
  }
}

import { Secret } from "#lib/domain/secret.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { readableVersions } from "./find-holders.ts";
import { keyEntry } from "./key-entries.ts";
import { type LoadedVersion, loadIfThere, STAGED } from "./load-version.ts";

/**
 * The version that was staged with this key: under the label, or the newest that holds the entry when the label has been
 * moved by hand. Two different keys of one number are a `conflict` that a person has to resolve.
 */
export async function findStaged(store: SecretStore, version: number): Promise<LoadedVersion> {
  const name = keyEntry(version);
  const labelled = await loadIfThere(store, { stage: STAGED });
  if (labelled?.document.has(name)) return labelled;
  let newest: LoadedVersion | null = null;
  for await (const found of readableVersions(store)) {
    if (!found.document.has(name)) continue;
    if (newest && !newest.document.sharesEntry(name, found.document)) {
      const message = `Versions of the secret hold different keys as ${name}. Remove the wrong one by hand.`;
      throw new PortError("conflict", message);
    }
    newest ??= found;
  }
  if (!newest)
    throw new PortError("not-found", `No version of the secret holds ${name}: generate the key first.`);
  return newest;
}

/** The version that becomes exactly `result` when the key entry is added to it; null when it is gone. */
export async function findBase(
  store: SecretStore,
  result: LoadedVersion,
  version: number,
): Promise<LoadedVersion | null> {
  const name = keyEntry(version);
  for await (const candidate of readableVersions(store)) {
    if (addsExactly(candidate, result, name)) return candidate;
  }
  return null;
}

/** Whether `result` is `base` and this one entry more, byte for byte. */
export function addsExactly(base: LoadedVersion, result: LoadedVersion, name: string): boolean {
  const key = result.document.value(name);
  if (key === undefined || base.document.has(name)) return false;
  return base.document.withAdded(name, new Secret(key)).equals(result.document);
}

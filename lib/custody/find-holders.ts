import { BinaryVersionError } from "#lib/ports/binary-version-error.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore, StoredVersion } from "#lib/ports/secret-store.ts";
import { keyEntry } from "./key-entries.ts";
import type { LoadedVersion } from "./load-version.ts";
import { SecretDocument } from "./secret-document.ts";

/**
 * Null for a version that is gone since it was listed, or binary: neither can hold an entry. Throws for one that cannot be
 * read, whatever the reason: it may hold the key.
 */
async function readText(store: SecretStore, versionId: string): Promise<StoredVersion | null> {
  try {
    return await store.read({ versionId });
  } catch (error) {
    if (error instanceof BinaryVersionError) return null;
    if (error instanceof PortError && error.code === "not-found") return null;
    throw error;
  }
}

function holds({ content }: StoredVersion, name: string): boolean {
  try {
    return new SecretDocument(content).has(name);
  } catch {
    // A malformed version may still hold the key: its number counts as used.
    return content.reveal().includes(name);
  }
}

/** Ids of the versions, deprecated ones included, that hold this key number, newest first. */
async function* holders(store: SecretStore, version: number): AsyncGenerator<string> {
  for (const { versionId } of await store.listVersions()) {
    const found = await readText(store, versionId);
    if (found && holds(found, keyEntry(version))) yield versionId;
  }
}

/** The newest version but `except` that holds this key number. */
export async function findVersionHolding(
  store: SecretStore,
  { version, except }: { version: number; except: string },
): Promise<string | null> {
  for await (const versionId of holders(store, version)) {
    if (versionId !== except) return versionId;
  }
  return null;
}

export async function versionsHolding(store: SecretStore, version: number): Promise<string[]> {
  const holding: string[] = [];
  for await (const versionId of holders(store, version)) holding.push(versionId);
  return holding;
}

/** Every well-formed version of the secret, newest first, read one after the other. */
export async function* readableVersions(store: SecretStore): AsyncGenerator<LoadedVersion> {
  for (const { versionId } of await store.listVersions()) {
    const found = await readText(store, versionId);
    if (!found) continue;
    try {
      yield { versionId, document: new SecretDocument(found.content) };
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
    }
  }
}

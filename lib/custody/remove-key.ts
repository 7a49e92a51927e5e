import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { editCurrent } from "./edit-current.ts";
import { keyEntry, keyringOf } from "./key-entries.ts";
import { REMOVING } from "./load-version.ts";
import { proveKey } from "./prove-key.ts";
import type { SecretDocument } from "./secret-document.ts";

/** Removes the one entry from the newest AWSCURRENT. */
export function removeKey(
  store: SecretStore,
  { version, token }: { version: number; token: string },
): Promise<{ versionId: string; changedAt: string }> {
  return editCurrent(store, {
    stage: REMOVING,
    token,
    apply: (current) => {
      const rest = withoutKey(current, version);
      return rest.equals(current) ? null : rest;
    },
  });
}

/** The secret without this key: itself when the key is gone. Throws unless what remains encrypts and decrypts. */
export function withoutKey(current: SecretDocument, version: number): SecretDocument {
  const name = keyEntry(version);
  const { currentVersion } = keyringOf(current);
  if (currentVersion === version) {
    const message = `${name} is the current key. Switch writes to another version before you remove it.`;
    throw new PortError("conflict", message);
  }
  const rest = current.has(name) ? current.without(name) : current;
  proveKey(keyringOf(rest), currentVersion);
  return rest;
}

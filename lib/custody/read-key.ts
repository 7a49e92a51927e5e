import { Secret } from "#lib/domain/secret.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { findStaged } from "./find-staged.ts";
import { keyEntry, keyringOf } from "./key-entries.ts";
import { CURRENT_STAGE, loadVersion } from "./load-version.ts";
import { proveKey } from "./prove-key.ts";

/** A key for its escrow: of AWSCURRENT when it is there already, else of what is staged. One that does not work is refused. */
export async function readKey(
  store: SecretStore,
  version: number,
): Promise<{ key: Secret; fingerprint: string }> {
  const name = keyEntry(version);
  const current = await loadVersion(store, { stage: CURRENT_STAGE });
  const { document } = current.document.has(name) ? current : await findStaged(store, version);
  const fingerprint = proveKey(keyringOf(document), version);
  return { key: new Secret(document.value(name) ?? ""), fingerprint };
}

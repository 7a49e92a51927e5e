import type { SecretStore } from "#lib/ports/secret-store.ts";
import { keyEntry } from "./key-entries.ts";
import { loadIfThere, STAGED } from "./load-version.ts";

/** Takes the staging label off a version with this key. Another key's stage, which a later rotation made, stays. */
export async function dropStaged(store: SecretStore, version: number): Promise<void> {
  const staged = await loadIfThere(store, { stage: STAGED });
  if (staged?.document.has(keyEntry(version)))
    await store.removeStage({ stage: STAGED, from: staged.versionId });
}

import { Secret } from "#lib/domain/secret.ts";
import type { StagedKey } from "#lib/ports/key-custody.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { deriveToken } from "./derive-token.ts";
import { addsExactly, findBase, findStaged } from "./find-staged.ts";
import { keyEntry, keyringOf } from "./key-entries.ts";
import { CURRENT_STAGE, type LoadedVersion, loadVersion, STAGED } from "./load-version.ts";
import { proveKey } from "./prove-key.ts";
import { label, putLabelled } from "./put-labelled.ts";

/** What is staged, made again from AWSCURRENT when that has moved. After promotion: what was promoted. */
export async function restage(
  store: SecretStore,
  { version, token }: { version: number; token: string },
): Promise<StagedKey> {
  const name = keyEntry(version);
  const current = await loadVersion(store, { stage: CURRENT_STAGE });
  if (current.document.has(name)) {
    const base = await findBase(store, current, version);
    return describe(base ?? current, current, version);
  }
  const staged = await findStaged(store, version);
  if (addsExactly(current, staged, name)) {
    await label(store, STAGED, staged.versionId);
    return describe(current, staged, version);
  }
  const document = current.document.withAdded(name, new Secret(staged.document.value(name) ?? ""));
  keyringOf(document);
  const made = await putLabelled(store, {
    token: deriveToken(token, current.versionId),
    document,
    stage: STAGED,
  });
  return describe(current, made, version);
}

/** Proves the key from what the store gave back, and names the two versions. */
export function describe(base: LoadedVersion, staged: LoadedVersion, version: number): StagedKey {
  return {
    baseVersionId: base.versionId,
    stagedVersionId: staged.versionId,
    fingerprint: proveKey(keyringOf(staged.document), version),
  };
}

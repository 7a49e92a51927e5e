import type { StagedKey } from "#lib/ports/key-custody.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { findVersionHolding } from "./find-holders.ts";
import { generateKey } from "./generate-key.ts";
import { keyEntry, keyringOf } from "./key-entries.ts";
import { CURRENT_STAGE, loadIfThere, loadVersion, STAGED } from "./load-version.ts";
import { putLabelled } from "./put-labelled.ts";
import { describe, restage } from "./restage.ts";

/** Generates the key and stages it, once per token: the version's id is the token, so a second call finds it. */
export async function stageNewKey(
  store: SecretStore,
  { version, token }: { version: number; token: string },
): Promise<StagedKey> {
  if (await isMine(store, version, token)) return restage(store, { version, token });
  const name = keyEntry(version);
  const used = await findVersionHolding(store, { version, except: token });
  if (used !== null) {
    const message = `${name} is already in version ${used} of the secret. A number is never used twice: take a new one.`;
    throw new PortError("conflict", message);
  }
  const current = await loadVersion(store, { stage: CURRENT_STAGE });
  const document = current.document.withAdded(name, generateKey());
  keyringOf(document);
  try {
    return describe(current, await putLabelled(store, { token, document, stage: STAGED }), version);
  } catch (error) {
    // Another worker with the same token was first: its key counts, this one was never stored.
    const isLost = error instanceof PortError && error.code === "conflict";
    if (isLost && (await isMine(store, version, token))) return restage(store, { version, token });
    throw error;
  }
}

async function isMine(store: SecretStore, version: number, token: string): Promise<boolean> {
  const mine = await loadIfThere(store, { versionId: token });
  if (mine && !mine.document.has(keyEntry(version))) {
    const message = `Version ${token} of the secret exists and holds no ${keyEntry(version)}. Start the step anew.`;
    throw new PortError("conflict", message);
  }
  return mine !== null;
}

import type { SecretStore } from "#lib/ports/secret-store.ts";
import { CURRENT_STAGE } from "./load-version.ts";
import { holderOf, unlabel } from "./put-labelled.ts";

/**
 * Removes a label of Keyturn's own and returns an instant not earlier than the last move of AWSCURRENT: the store's own
 * time of change, the same when called again, if it is seen to follow label changes; else the present.
 */
export async function removeLabel(store: SecretStore, stage: string): Promise<string> {
  const before = await store.changedAt();
  const isRepeated = (await holderOf(store, stage)) === null;
  if (isRepeated) {
    const { versionId } = await store.read({ stage: CURRENT_STAGE });
    await store.moveStage({ stage, from: null, to: versionId });
  }
  await unlabel(store, stage);
  const after = await store.changedAt();
  if (after <= before) return new Date().toISOString();
  return (isRepeated ? before : after).toISOString();
}

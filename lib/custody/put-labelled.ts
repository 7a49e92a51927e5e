import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { type LoadedVersion, loadVersion } from "./load-version.ts";
import type { SecretDocument } from "./secret-document.ts";

/**
 * Makes sure that the version `token` exists with this content and holds the label, then reads it back. Putting it a
 * second time attaches no label, so a label that is elsewhere is moved.
 */
export async function putLabelled(
  store: SecretStore,
  version: { token: string; document: SecretDocument; stage: string },
): Promise<LoadedVersion> {
  const { token, document, stage } = version;
  await store.put({ token, content: document.content(), stages: [stage] });
  await label(store, stage, token);
  const stored = await loadVersion(store, { versionId: token });
  if (!stored.document.equals(document)) {
    throw new PortError(
      "conflict",
      "The secret store gave back another content than it was given. Read it again.",
    );
  }
  return stored;
}

/** Puts a label of Keyturn's own on a version, wherever it is now. */
export async function label(store: SecretStore, stage: string, to: string): Promise<void> {
  const holder = await holderOf(store, stage);
  if (holder !== to) await store.moveStage({ stage, from: holder, to });
}

export async function unlabel(store: SecretStore, stage: string): Promise<void> {
  const holder = await holderOf(store, stage);
  if (holder !== null) await store.removeStage({ stage, from: holder });
}

export async function holderOf(store: SecretStore, stage: string): Promise<string | null> {
  const versions = await store.listVersions();
  return versions.find(({ stages }) => stages.includes(stage))?.versionId ?? null;
}

import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { SecretDocument } from "./secret-document.ts";

export const CURRENT_STAGE = "AWSCURRENT";
export const STAGED = "KEYTURN_STAGED";
export const SWITCHING = "KEYTURN_SWITCHING";
export const REMOVING = "KEYTURN_REMOVING";

export interface LoadedVersion {
  versionId: string;
  document: SecretDocument;
}

export async function loadVersion(
  store: SecretStore,
  at: { stage: string } | { versionId: string },
): Promise<LoadedVersion> {
  const { versionId, content } = await store.read(at);
  return { versionId, document: new SecretDocument(content) };
}

/** Null when there is no such version. */
export async function loadIfThere(
  store: SecretStore,
  at: { stage: string } | { versionId: string },
): Promise<LoadedVersion | null> {
  try {
    return await loadVersion(store, at);
  } catch (error) {
    if (error instanceof PortError && error.code === "not-found") return null;
    throw error;
  }
}

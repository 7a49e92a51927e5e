import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { deriveToken } from "./derive-token.ts";
import { keyEntry, keyringOf } from "./key-entries.ts";
import { CURRENT_STAGE, type LoadedVersion, loadVersion, REMOVING } from "./load-version.ts";
import { putLabelled } from "./put-labelled.ts";
import { removeLabel } from "./remove-label.ts";

interface Removal {
  version: number;
  token: string;
}

const ATTEMPTS = 5;

/** Removes the one entry from the newest AWSCURRENT, as often as somebody else moves that label meanwhile, at most 5 times. */
export async function removeKey(
  store: SecretStore,
  removal: Removal,
): Promise<{ versionId: string; changedAt: string }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const current = await loadVersion(store, { stage: CURRENT_STAGE });
    if (!current.document.has(keyEntry(removal.version))) {
      return { versionId: current.versionId, changedAt: await removeLabel(store, REMOVING) };
    }
    refuseCurrent(current, removal.version);
    await tryOnce(store, current, removal);
  }
  throw new PortError(
    "conflict",
    "The secret is being changed all the time. Try again when nobody edits it.",
  );
}

/** What AWSCURRENT would be without the key; refuses the version that writes use. */
export function withoutKey(current: LoadedVersion, version: number): LoadedVersion {
  refuseCurrent(current, version);
  return { ...current, document: current.document.without(keyEntry(version)) };
}

function refuseCurrent({ document }: LoadedVersion, version: number): void {
  if (keyringOf(document).currentVersion === version) {
    throw new PortError(
      "conflict",
      `${keyEntry(version)} is the current key. Switch writes to another version first.`,
    );
  }
}

async function tryOnce(
  store: SecretStore,
  current: LoadedVersion,
  { version, token }: Removal,
): Promise<void> {
  const made = await putLabelled(store, {
    token: deriveToken(token, current.versionId),
    document: withoutKey(current, version).document,
    stage: REMOVING,
  });
  try {
    await store.moveStage({ stage: CURRENT_STAGE, from: current.versionId, to: made.versionId });
  } catch (error) {
    if (!(error instanceof PortError && error.code === "conflict")) throw error;
  }
}

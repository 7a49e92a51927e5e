import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { deriveToken } from "./derive-token.ts";
import { CURRENT_VERSION_ENTRY, keyEntry, keyringOf } from "./key-entries.ts";
import { CURRENT_STAGE, type LoadedVersion, loadVersion, SWITCHING } from "./load-version.ts";
import { proveKey } from "./prove-key.ts";
import { putLabelled } from "./put-labelled.ts";
import { removeLabel } from "./remove-label.ts";

interface Change {
  from: number;
  to: number;
  token: string;
}

const ATTEMPTS = 5;

/** Changes the one entry in the newest AWSCURRENT, as often as somebody else moves that label meanwhile, at most 5 times. */
export async function switchCurrentVersion(
  store: SecretStore,
  change: Change,
): Promise<{ versionId: string; changedAt: string }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const current = await loadVersion(store, { stage: CURRENT_STAGE });
    if (isSwitched(current, change)) {
      return { versionId: current.versionId, changedAt: await removeLabel(store, SWITCHING) };
    }
    await tryOnce(store, current, change);
  }
  throw new PortError(
    "conflict",
    "The secret is being changed all the time. Try again when nobody edits it.",
  );
}

function isSwitched(current: LoadedVersion, { from, to }: Change): boolean {
  const keyring = keyringOf(current.document);
  if (!keyring.has(to)) {
    throw new PortError(
      "invalid",
      `The secret does not hold ${keyEntry(to)}: add the key before writes switch to it.`,
    );
  }
  proveKey(keyring, to);
  if (keyring.currentVersion === to) return true;
  if (keyring.currentVersion === from) return false;
  const message = `The secret's current version is ${keyring.currentVersion}, neither ${from} nor ${to}. Find out who changed it.`;
  throw new PortError("conflict", message);
}

async function tryOnce(store: SecretStore, current: LoadedVersion, { to, token }: Change): Promise<void> {
  const document = current.document.withNumber(CURRENT_VERSION_ENTRY, to);
  const made = await putLabelled(store, {
    token: deriveToken(token, current.versionId),
    document,
    stage: SWITCHING,
  });
  try {
    await store.moveStage({ stage: CURRENT_STAGE, from: current.versionId, to: made.versionId });
  } catch (error) {
    if (!(error instanceof PortError && error.code === "conflict")) throw error;
  }
}

import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { editCurrent } from "./edit-current.ts";
import { CURRENT_VERSION_ENTRY, keyEntry, keyringOf } from "./key-entries.ts";
import { SWITCHING } from "./load-version.ts";
import { proveKey } from "./prove-key.ts";
import type { SecretDocument } from "./secret-document.ts";

interface Change {
  from: number;
  to: number;
  token: string;
}

/** Changes the one entry in the newest AWSCURRENT. */
export function switchCurrentVersion(
  store: SecretStore,
  change: Change,
): Promise<{ versionId: string; changedAt: string }> {
  return editCurrent(store, {
    stage: SWITCHING,
    token: change.token,
    apply: (current) =>
      isSwitched(current, change) ? null : current.withNumber(CURRENT_VERSION_ENTRY, change.to),
  });
}

function isSwitched(current: SecretDocument, { from, to }: Change): boolean {
  const keyring = keyringOf(current);
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

import type { SecretEntryDiffView } from "#lib/domain/rotation/views.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { findBase, findStaged } from "./find-staged.ts";
import { CURRENT_VERSION_ENTRY, keyEntry, keyringOf } from "./key-entries.ts";
import { CURRENT_STAGE, type LoadedVersion, loadVersion } from "./load-version.ts";
import { withoutKey } from "./remove-key.ts";
import type { SecretDocument } from "./secret-document.ts";

/** AWSCURRENT against what is staged; once the key is in AWSCURRENT, the version before it against AWSCURRENT. */
export async function diffStaged(store: SecretStore, version: number): Promise<SecretEntryDiffView[]> {
  const current = await loadVersion(store, { stage: CURRENT_STAGE });
  if (!current.document.has(keyEntry(version))) return diff(current, await findStaged(store, version));
  return diff((await findBase(store, current, version)) ?? current, current);
}

/** AWSCURRENT against itself without this key; nothing differs once it is gone. */
export async function diffRemoval(store: SecretStore, version: number): Promise<SecretEntryDiffView[]> {
  const current = await loadVersion(store, { stage: CURRENT_STAGE });
  return diff(current, { ...current, document: withoutKey(current.document, version) });
}

/** Entries in the order of the secret. The detail tells a key's fingerprint and the current version, no other value. */
function diff(
  { document: before }: LoadedVersion,
  { document: after }: LoadedVersion,
): SecretEntryDiffView[] {
  const added = after.names.filter((name) => !before.has(name));
  return [...before.names, ...added].map((name) => compare(name, before, after));
}

function compare(name: string, before: SecretDocument, after: SecretDocument): SecretEntryDiffView {
  if (before.sharesEntry(name, after)) return { name, change: "unchanged", detail: "" };
  if (!before.has(name)) return { name, change: "added", detail: detailOf(name, after) };
  if (!after.has(name)) return { name, change: "removed", detail: detailOf(name, before) };
  if (name !== CURRENT_VERSION_ENTRY) return { name, change: "changed", detail: "another value" };
  return { name, change: "changed", detail: `${currentOf(before)} → ${currentOf(after)}` };
}

const currentOf = (document: SecretDocument) => keyringOf(document).currentVersion;

function detailOf(name: string, document: SecretDocument): string {
  const keyring = keyringOf(document);
  const version = keyring.versions.find((one) => keyEntry(one) === name);
  return version === undefined ? "another entry" : `key with fingerprint ${keyring.fingerprint(version)}`;
}

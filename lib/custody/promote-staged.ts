import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { addsExactly } from "./find-staged.ts";
import { keyEntry, keyringOf } from "./key-entries.ts";
import { CURRENT_STAGE, type LoadedVersion, loadVersion, STAGED } from "./load-version.ts";
import { proveKey } from "./prove-key.ts";
import { removeLabel } from "./remove-label.ts";

interface Move {
  version: number;
  baseVersionId: string;
  stagedVersionId: string;
}

/** Moves AWSCURRENT from base to staged. The staging label goes last: until then the key can be staged again. */
export async function promoteStaged(
  store: SecretStore,
  move: Move,
): Promise<{ fingerprint: string; movedAt: string }> {
  const staged = await loadVersion(store, { versionId: move.stagedVersionId });
  const before = await loadVersion(store, { stage: CURRENT_STAGE });
  if (!isPromoted(before, staged, move.version)) await moveLabel(store, { before, staged }, move);
  const after = await loadVersion(store, { stage: CURRENT_STAGE });
  if (!isPromoted(after, staged, move.version)) throw changedMeanwhile();
  const fingerprint = proveKey(keyringOf(after.document), move.version);
  return { fingerprint, movedAt: await removeLabel(store, STAGED) };
}

/** AWSCURRENT is the staged version, or one that somebody has made from it since and that still holds the same key. */
function isPromoted(current: LoadedVersion, staged: LoadedVersion, version: number): boolean {
  return current.document.sharesEntry(keyEntry(version), staged.document);
}

async function moveLabel(
  store: SecretStore,
  { before, staged }: { before: LoadedVersion; staged: LoadedVersion },
  { version, baseVersionId }: Move,
): Promise<void> {
  if (before.versionId !== baseVersionId) throw changedMeanwhile();
  if (!addsExactly(before, staged, keyEntry(version))) {
    const message = `The staged version does not add exactly one entry to the secret. Generate the key again.`;
    throw new PortError("invalid", message);
  }
  proveKey(keyringOf(staged.document), version);
  await store.moveStage({ stage: CURRENT_STAGE, from: baseVersionId, to: staged.versionId });
}

function changedMeanwhile(): PortError {
  return new PortError(
    "conflict",
    "The secret was changed after the key was staged. Inspect the step again.",
  );
}

import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { deriveToken } from "./derive-token.ts";
import { CURRENT_STAGE, type LoadedVersion, loadVersion } from "./load-version.ts";
import { putLabelled } from "./put-labelled.ts";
import { removeLabel } from "./remove-label.ts";
import type { SecretDocument } from "./secret-document.ts";

interface Edit {
  /** Label of Keyturn's own that keeps the new version until AWSCURRENT has moved to it. */
  stage: string;
  token: string;
  /** What AWSCURRENT has to become, the same for the same document; null when nothing is left to do. */
  apply: (current: SecretDocument) => SecretDocument | null;
}

const ATTEMPTS = 5;

/** Edits the newest AWSCURRENT, again from the start when somebody else moves that label meanwhile, at most 5 times. */
export async function editCurrent(
  store: SecretStore,
  { stage, token, apply }: Edit,
): Promise<{ versionId: string; changedAt: string }> {
  for (let attempt = 0; ; attempt += 1) {
    const current = await loadVersion(store, { stage: CURRENT_STAGE });
    const document = apply(current.document);
    if (!document) return { versionId: current.versionId, changedAt: await removeLabel(store, stage) };
    if (attempt === ATTEMPTS) {
      const message = "The secret is being changed all the time. Try again when nobody edits it.";
      throw new PortError("conflict", message);
    }
    const made = await putLabelled(store, {
      token: deriveToken(token, current.versionId),
      document,
      stage,
    });
    await moveCurrent(store, current, made);
  }
}

/** Moves the label unless it is elsewhere by now: then the next attempt begins with what is there. */
async function moveCurrent(store: SecretStore, from: LoadedVersion, to: LoadedVersion): Promise<void> {
  try {
    await store.moveStage({ stage: CURRENT_STAGE, from: from.versionId, to: to.versionId });
  } catch (error) {
    if (!(error instanceof PortError && error.code === "conflict")) throw error;
  }
}

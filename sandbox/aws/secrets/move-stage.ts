import { ApiError } from "../api-error.ts";
import { attach, detach, holderOf, type StoredSecret, versionById } from "./stored-secret.ts";

interface Move {
  stage: string;
  from: string | undefined;
  to: string | undefined;
}

const refuse = (message: string) => new ApiError("InvalidParameterException", message);

/** UpdateSecretVersionStage: a label leaves a version only if the caller names the version that holds it. */
export function moveStage(secret: StoredSecret, { stage, from, to }: Move): void {
  if (from === undefined && to === undefined) {
    throw refuse("You must specify RemoveFromVersionId, MoveToVersionId, or both.");
  }
  const target = to === undefined ? undefined : versionById(secret, to);
  const source = from === undefined ? undefined : versionById(secret, from);
  const holder = holderOf(secret, stage);
  if (source && source !== holder) {
    throw refuse(`The staging label ${stage} isn't attached to the version ${source.versionId}.`);
  }
  if (!source && holder && holder !== target) {
    throw refuse(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ` +
        `${holder.versionId}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (target) attach(secret, stage, target);
  else if (stage === "AWSCURRENT") {
    throw refuse("You can only move staging label AWSCURRENT to a different secret version.");
  } else if (source) detach(source, stage);
}

import { ApiError } from "../api-error.ts";
import { holderOf, type StoredSecret, type StoredVersion, versionById } from "./stored-secret.ts";

interface Wanted {
  versionId: string | undefined;
  stage: string | undefined;
}

/** The version that a reader asks for; AWSCURRENT when it says nothing. */
export function readValue(secret: StoredSecret, { versionId, stage }: Wanted): StoredVersion {
  if (versionId !== undefined) {
    const version = versionById(secret, versionId);
    if (stage !== undefined && !version.stages.includes(stage)) {
      const message = "You provided a VersionStage that is not associated to the provided VersionId.";
      throw new ApiError("InvalidRequestException", message);
    }
    return version;
  }
  const label = stage ?? "AWSCURRENT";
  const version = holderOf(secret, label);
  if (!version) {
    const message = `Secrets Manager can't find the specified secret value for staging label: ${label}`;
    throw new ApiError("ResourceNotFoundException", message);
  }
  return version;
}

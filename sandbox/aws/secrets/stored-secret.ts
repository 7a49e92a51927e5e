import { ApiError } from "../api-error.ts";

export interface StoredVersion {
  versionId: string;
  stages: string[];
  /** Epoch seconds. */
  createdAt: number;
  text?: string;
  /** Base64 of a binary value. */
  binary?: string;
}

export interface StoredSecret {
  name: string;
  arn: string;
  createdAt: number;
  changedAt: number;
  versions: StoredVersion[];
}

export function versionById(secret: StoredSecret, versionId: string): StoredVersion {
  const version = secret.versions.find((one) => one.versionId === versionId);
  if (!version) {
    const message = `Secrets Manager can't find the specified secret value for VersionId: ${versionId}`;
    throw new ApiError("ResourceNotFoundException", message);
  }
  return version;
}

export function holderOf(secret: StoredSecret, stage: string): StoredVersion | undefined {
  return secret.versions.find((one) => one.stages.includes(stage));
}

export function detach(version: StoredVersion, stage: string): void {
  version.stages = version.stages.filter((one) => one !== stage);
}

/** Moves a label; AWSCURRENT leaves AWSPREVIOUS behind on the version it comes from. */
export function attach(secret: StoredSecret, stage: string, to: StoredVersion): void {
  const from = holderOf(secret, stage);
  if (from === to) return;
  if (from) detach(from, stage);
  to.stages.push(stage);
  if (stage === "AWSCURRENT" && from) attach(secret, "AWSPREVIOUS", from);
}

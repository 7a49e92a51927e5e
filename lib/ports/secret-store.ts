import type { Secret } from "../domain/secret.ts";

export interface StoredVersion {
  versionId: string;
  stages: readonly string[];
  content: Secret;
}

/** A version without stages is deprecated: readable by its id until the store removes it. */
export interface ListedVersion {
  versionId: string;
  stages: readonly string[];
  createdAt: Date;
}

/** One secret with its versions and the staging labels on them. Errors are `PortError`s. */
export interface SecretStore {
  /** `not-found` when no version has that stage or id; a `BinaryVersionError` when the version is binary. */
  read: (at: { stage: string } | { versionId: string }) => Promise<StoredVersion>;
  /**
   * Adds the version whose id is `token` (32–64 characters) under exactly these stages, which leave their old holders. The
   * same token with the same content does nothing, and attaches no label again; with other content it is a `conflict`.
   */
  put: (version: { token: string; content: Secret; stages: readonly string[] }) => Promise<void>;
  /**
   * Moves a label from the version that holds it, null for a label that is on none. AWSCURRENT leaves AWSPREVIOUS on
   * `from`. Does nothing when `to` holds it already; `conflict` when a version other than `from` and `to` holds it.
   */
  moveStage: (move: { stage: string; from: string | null; to: string }) => Promise<void>;
  /** Removes a label (not AWSCURRENT). Does nothing when `from` does not hold it. */
  removeStage: (removal: { stage: string; from: string }) => Promise<void>;
  /** Every version, deprecated ones included, newest first. */
  listVersions: () => Promise<ListedVersion[]>;
  /** When the secret last changed, by the store's own clock. Whether that includes labels is for the caller to find out. */
  changedAt: () => Promise<Date>;
}

import type { SecretEntryDiffView } from "../domain/rotation/views.ts";

/** A key version by number and fingerprint; the key itself never leaves the custody. */
export interface HeldKey {
  version: number;
  fingerprint: string;
}

export interface SecretVersion {
  versionId: string;
  keys: readonly HeldKey[];
  /** Value of `ENCRYPTION_CURRENT_VERSION`. */
  currentVersion: number;
  /** Names of the entries that are not key entries. */
  otherEntries: readonly string[];
}

export interface CustodyState extends SecretVersion {
  staged: SecretVersion | null;
}

export interface StagedKey {
  baseVersionId: string;
  stagedVersionId: string;
  fingerprint: string;
}

/**
 * Keys in the platform's secret. Every method is idempotent by its token or its version ids, and safe to call again
 * after a crash or a lost answer. Errors are `PortError`s; none carries a value of the secret.
 */
export interface KeyCustody {
  /** What AWSCURRENT and the staging label hold: numbers, fingerprints and names. */
  state: () => Promise<CustodyState>;
  /** Id of a version of the secret, other than `except`, that holds this key number; null when it was never used. */
  findVersionHolding: (key: { version: number; except: string }) => Promise<string | null>;
  /** Generates a key, proves it with a canary and discards it. Throws when any part does not work. */
  rehearseGeneration: () => Promise<void>;
  /** Generates a key into a new version under KEYTURN_STAGED; AWSCURRENT is untouched. Called again it finds its own. */
  stageNewKey: (key: { version: number; token: string }) => Promise<StagedKey>;
  /** Stages the same key again when AWSCURRENT moved since it was staged; otherwise returns what is staged. */
  restage: (key: { version: number; token: string }) => Promise<StagedKey>;
  /** Takes the staging label off this key, for good. Does nothing when it is not staged. */
  dropStaged: (key: { version: number }) => Promise<void>;
  /** AWSCURRENT compared with KEYTURN_STAGED, entry by entry, values hidden. */
  diffStaged: (key: { version: number }) => Promise<SecretEntryDiffView[]>;
  /**
   * Moves AWSCURRENT from base to staged and removes KEYTURN_STAGED; reads the key back and proves it. `movedAt` is an
   * instant (ISO) not earlier than the move. Throws `conflict` when AWSCURRENT is neither of the two.
   */
  promoteStaged: (move: {
    version: number;
    baseVersionId: string;
    stagedVersionId: string;
  }) => Promise<{ fingerprint: string; movedAt: string }>;
  /** Seals the staged or current key to the escrow recipients and archives the copy; null when there are none. */
  sealToEscrow: (key: {
    version: number;
    label: string;
  }) => Promise<{ label: string; recipients: number; sha256: string } | null>;
  /** Writes the staged or current key into the team's vault, once; null when there is none. */
  keepInVault: (key: { version: number; label: string }) => Promise<{ itemId: string; label: string } | null>;
  /**
   * Ids of the items of the team's vault that hold this very key. Without a vault none, and `invalid` when an item was
   * written once: `vaultItem`, by the evidence.
   */
  vaultItems: (key: { version: number; fingerprint: string; vaultItem: string | null }) => Promise<string[]>;
  /** Removes these items from the vault, those that are left. `invalid` when there are some and no vault. */
  removeFromVault: (removal: { itemIds: readonly string[] }) => Promise<void>;
  /** AWSCURRENT compared with itself without this key, entry by entry, values hidden. */
  diffRemoval: (key: { version: number }) => Promise<SecretEntryDiffView[]>;
  /** Removes one key entry, and nothing else, from the newest AWSCURRENT. Refuses the current version's key. */
  removeKey: (removal: {
    version: number;
    token: string;
  }) => Promise<{ versionId: string; changedAt: string }>;
  /** Ids of every version of the secret that still holds this key. */
  versionsHolding: (key: { version: number }) => Promise<string[]>;
  /** Changes ENCRYPTION_CURRENT_VERSION alone, from the newest AWSCURRENT. `changedAt` is not earlier than the move. */
  switchCurrentVersion: (change: {
    from: number;
    to: number;
    token: string;
  }) => Promise<{ versionId: string; changedAt: string }>;
}

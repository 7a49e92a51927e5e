import type { Secret } from "../domain/secret.ts";

/** A password manager that keeps copies of keys, written and removed by the worker alone. Errors are `PortError`s. */
export interface Vault {
  /**
   * Keeps one copy of a key, however often it is called, and returns the item's id. `conflict` when another key is kept
   * under this version.
   */
  keep: (copy: {
    key: Secret;
    version: number;
    fingerprint: string;
    label: string;
  }) => Promise<{ itemId: string }>;
  /** Ids of the items that hold this very key, not another one of the same number. */
  find: (key: { version: number; fingerprint: string }) => Promise<string[]>;
  /** Removes an item. Does nothing when it is gone already. */
  remove: (itemId: string) => Promise<void>;
}

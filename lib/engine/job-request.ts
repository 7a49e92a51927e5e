import type { Keyring } from "#lib/crypto/keyring.ts";
import type { Throttle } from "#lib/domain/reencryption/throttle.ts";

export interface JobRequest {
  /** Names the start: a process that takes over names the same one, and people's orders stay. */
  start: string;
  rotationId: string | null;
  targetVersion: number;
  keyring: Keyring;
  batchSize: number;
  connections: number;
  /** Of the whole job; null: no limit. */
  cellsPerSecond: number | null;
  /** Of this process alone; null: no limit. */
  ownCellsPerSecond: number | null;
  /** How a new start begins; people may change it while it runs. */
  throttle: Throttle;
}

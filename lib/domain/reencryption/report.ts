import type { ColumnDelta } from "./ledger.ts";

/** Why a cell does not open; the first that holds. */
export type QuarantineCause =
  | "empty"
  | "not-encrypted"
  | "too-short"
  | "unknown-version"
  | "mislabelled-version"
  | "authentication-failed";

export interface UnreadableCell {
  /** `table.column`. */
  column: string;
  /** The row's primary key as text. */
  id: string;
  cause: QuarantineCause;
}

export interface ColumnReport extends ColumnDelta {
  /** Non-null cells that do not open under the current key at the end, quarantined ones included. */
  remaining: number;
  /** Closing minus opening census: rows the application inserted or removed. */
  netChange: number;
  /** Zero, or the job has not accounted for every cell. */
  unexplained: number;
}

export interface ReencryptionReport {
  status: "completed" | "completed-with-quarantine" | "cancelled" | "failed";
  dryRun: boolean;
  /** Null when the keys could not be read. */
  currentVersion: number | null;
  elapsedMs: number;
  error: string | null;
  columns: ColumnReport[];
  /** At most 100,000; the counts per column are always complete. */
  quarantine: UnreadableCell[];
}

export interface VerificationReport {
  status: "verified" | "not-verified" | "failed";
  currentVersion: number | null;
  elapsedMs: number;
  error: string | null;
  /** `waived` is there when the waivers of a rotation were asked for; such a cell counts neither as current nor as failed. */
  columns: { column: string; total: number; current: number; failed: number; waived?: number }[];
  /** At most 100,000; the counts per column are always complete. */
  failures: UnreadableCell[];
}

export const MOST_LISTED = 100_000;

import type { Throttle } from "../reencryption/throttle.ts";

/** What moves while a person looks at it. Plain serialisable values; every `…At` is an ISO 8601 instant in UTC. */

export interface ColumnProgressView {
  column: string;
  total: number;
  reencrypted: number;
  alreadyCurrent: number;
  raced: number;
  deleted: number;
  nulled: number;
  quarantined: number;
  unexplained: number;
}

/** One sentence of the engine's log: names, row ids, numbers, never a value. */
export interface LogLineView {
  id: string;
  at: string;
  level: "info" | "warning" | "problem";
  text: string;
}

/** What people want of the job, and what it does about it. Null limits: none. */
export interface JobControlView {
  jobId: string;
  wish: "run" | "pause" | "cancel";
  cellsPerSecond: number | null;
  /** As it was approved: no order makes it faster. */
  mostCellsPerSecond: number | null;
  /** What protects the application; its limits are null where they are off. */
  throttle: Throttle;
  /** What was measured last; null while its limit is off. */
  replicaLagSeconds: number | null;
  applicationP95Ms: number | null;
  /** Of the worst table. */
  deadRowsPercent: number | null;
  /** Why the job is held back now, in a sentence, and since when. */
  heldFor: string | null;
  heldSince: string | null;
  /** Processes that work the job now. */
  workers: { name: string; cells: number }[];
  /** Since when a pause has been obeyed. */
  standsSince: string | null;
  wishedBy: string | null;
  wishedAt: string | null;
  /** Compare-and-set value that every order sends back. */
  version: number;
  mayControl: boolean;
}

export interface ReencryptionView {
  status: "queued" | "running" | "completed" | "completed-with-quarantine" | "cancelled" | "failed";
  startedAt: string;
  finishedAt: string | null;
  heartbeatAt: string | null;
  columns: ColumnProgressView[];
  /** Cells per second over the last 30 s; null before the first measurement. */
  cellsPerSecond: number | null;
  etaSeconds: number | null;
  batchSize: number;
  batches: number;
  /** Null while no job runs that orders could reach. */
  control: JobControlView | null;
  /** Newest first. */
  newestLines: LogLineView[];
  /** Oldest first. */
  rateHistory: { at: string; cellsPerSecond: number }[];
}

/** A cell that does not open: where it is and why, never what it holds. */
export interface QuarantinedCellView {
  column: string;
  rowId: string;
  cause: string;
  versionByte: number | null;
  length: string;
  firstSeen: string;
}

export interface VerificationView {
  currentVersion: number;
  oldVersion: number;
  finishedAt: string;
  /** A waived cell counts neither as current nor as failed. */
  columns: { column: string; total: number; current: number; failed: number; waived: number }[];
}

export interface MonitorView {
  id: string;
  label: string;
  outcome: "pass" | "fail" | "unknown";
  value: string;
  at: string;
  /** Newest last, at most 200. */
  history: { at: string; outcome: "pass" | "fail" | "unknown" }[];
}

export interface SafetyIssueView {
  id: string;
  source: "person" | "monitor";
  description: string;
  openedBy: string;
  openedAt: string;
  resolution: string | null;
  proposedBy: string | null;
  /** When the resolution was written: names the one that was read. */
  proposedAt: string | null;
  closedBy: string | null;
  closedAt: string | null;
  mayPropose: boolean;
  mayClose: boolean;
}

export interface SafetyView {
  startedAt: string;
  /** When a repeated re-encryption began it anew. */
  renewedAt: string | null;
  endsAt: string;
  isOver: boolean;
  /** True when one hour of policy passes faster than an hour, as drills and the sandbox may. */
  isCompressed: boolean;
  issues: SafetyIssueView[];
  monitors: MonitorView[];
  mayReport: boolean;
}

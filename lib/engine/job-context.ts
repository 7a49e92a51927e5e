import type { Keyring } from "#lib/crypto/keyring.ts";
import type { Journal } from "./journal.ts";
import type { Order, Orders } from "./orders.ts";
import type { RegisteredTable } from "./registry.ts";

/** The coordinator's seat of a job: who holds it plans, closes and ends the job. */
export interface Seat {
  /** Grows with every claim of the seat, and a write of an older holder is refused; null while another process sits. */
  fence: string | null;
}

/** What a process got when it started, resumed or joined a job. */
export interface JobClaim {
  jobId: string;
  /** Of the coordinator's seat; null when another process sits there. */
  fence: string | null;
  order: Order;
}

/** A range that a connection of this process works. */
export interface RangeClaim {
  range: number;
  /** Grows with every claim of the range. */
  fence: string;
  /** Whether it lies in a partition, which may be dropped meanwhile. */
  partition: string | null;
}

/** A job that this process works: what every part of its run needs. */
export interface JobContext {
  jobId: string;
  /** This process, as `key_rotation.reencryption_worker` names it. */
  worker: string;
  seat: Seat;
  /** Present within the work on a range: writes are then fenced by the range, otherwise by the seat. */
  claim?: RangeClaim;
  keyring: Keyring;
  tables: readonly RegisteredTable[];
  batchSize: number;
  /** Aborted by a signal, an order to cancel, or the loss of the seat. */
  signal: AbortSignal;
  /** Told of each committed batch of the first pass, with the cells it read. */
  onBatch: (cells: number) => void;
  orders: Orders;
  journal: Journal;
}

/** Another process took the job over. What this one had not committed is dropped; nothing is lost. */
export class LeaseLostError extends Error {
  override name = "LeaseLostError";

  constructor() {
    super("Another process took this job over: let it finish, or stop it and run the job again.");
  }
}

/** Another worker holds the range now, or the job has ended: what was not committed is dropped. */
export class RangeLostError extends Error {
  override name = "RangeLostError";
}

/** The range became shorter between the read and the write: what was read is not written, and is read anew. */
export class RangeMovedError extends Error {
  override name = "RangeMovedError";
}

/** The job cannot go on, and what it would take. */
export class JobFailure extends Error {
  override name = "JobFailure";
}

import type { Keyring } from "#lib/crypto/keyring.ts";
import type { Journal } from "./journal.ts";
import type { Orders } from "./orders.ts";
import type { RegisteredTable } from "./registry.ts";

/** A claimed job: what every part of its run needs. */
export interface JobContext {
  jobId: string;
  /** Grows with every claim; a write with an older one is refused. */
  fence: string;
  keyring: Keyring;
  tables: readonly RegisteredTable[];
  batchSize: number;
  /** Aborted by a signal, an order to cancel, or the loss of the lease. */
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

/** The job cannot go on, and what it would take. */
export class JobFailure extends Error {
  override name = "JobFailure";
}

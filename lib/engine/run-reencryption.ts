import { randomUUID } from "node:crypto";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { usualBatchSize } from "#lib/domain/reencryption/batch-size.ts";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { type Throttle, UNTHROTTLED } from "#lib/domain/reencryption/throttle.ts";
import { claimJob, joinJob } from "./claim-job.ts";
import { explainError } from "./explain-error.ts";
import type { JobRequest } from "./job-request.ts";
import { Journal, retryLine } from "./journal.ts";
import type { ReencryptionProgress } from "./progress-meter.ts";
import { Protection } from "./protection.ts";
import { loadRegistry } from "./registry.ts";
import { Session } from "./session.ts";
import { takePart } from "./take-part.ts";

export interface ReencryptionOptions {
  databaseUrl: string;
  keyring: Keyring;
  rotationId?: string;
  /** Names this start: who finds its job running joins it, and people's orders to it stand. One of its own when absent. */
  start?: string;
  /** Works the job that another process started, until it has no range left, and reports this process's share. */
  join?: boolean;
  /** Rows; default 1,000, and 100 with one connection. */
  batchSize?: number;
  /** Of this process; default 1, for the application's sake. */
  connections?: number;
  /** The most that people may ask of the whole job while it runs; its workers share it. Absent: no limit. */
  cellsPerSecond?: number;
  /** A limit of this process alone. */
  ownCellsPerSecond?: number;
  /** What protects the application when the job starts; people may change it while it runs. */
  throttle?: Throttle;
  /** Asked about once a second while a limit on it is set: within how many milliseconds 95 of 100 requests are answered. */
  applicationP95?: () => Promise<number>;
  /** Finishes the running batch, gives the leases back, and reports `cancelled`. */
  signal?: AbortSignal;
  onProgress?: (progress: ReencryptionProgress) => void;
}

/**
 * Works the one re-encryption job of the database until a fresh census finds nothing outside the current version but the
 * quarantine: starts it, resumes it, or joins the processes that work it already. Never throws: what went wrong is the
 * report's `error`.
 */
export async function runReencryption(options: ReencryptionOptions): Promise<ReencryptionReport> {
  const startedAt = performance.now();
  const control = new Session(options.databaseUrl);
  const journal = new Journal();
  const onRetry = (error: unknown) => journal.note(retryLine("A statement", error));
  const lanes = Array.from(
    { length: options.connections ?? 1 },
    () => new Session(options.databaseUrl, onRetry),
  );
  const request = requestOf(options);
  try {
    const signal = options.signal ?? new AbortController().signal;
    const tables = await control.use(loadRegistry);
    const worker = randomUUID();
    const claim = await (options.join ? joinJob : claimJob)(control, request, worker, signal);
    return await takePart({
      request,
      worker,
      claim,
      tables,
      control,
      lanes,
      journal,
      startedAt,
      signal,
      onProgress: options.onProgress,
      protection: new Protection(options.applicationP95),
      joined: options.join === true,
    });
  } catch (error) {
    const stopped = options.signal?.aborted === true && error instanceof Error && error.name === "AbortError";
    return {
      status: stopped ? "cancelled" : "failed",
      dryRun: false,
      currentVersion: options.keyring.currentVersion,
      elapsedMs: Math.round(performance.now() - startedAt),
      error: stopped ? null : explainError(error),
      columns: [],
      quarantine: [],
    };
  } finally {
    await Promise.all([control, ...lanes].map((session) => session.close()));
  }
}

function requestOf(options: ReencryptionOptions): JobRequest {
  const connections = options.connections ?? 1;
  return {
    start: options.start ?? randomUUID(),
    rotationId: options.rotationId ?? null,
    targetVersion: options.keyring.currentVersion,
    keyring: options.keyring,
    batchSize: options.batchSize ?? usualBatchSize(connections),
    connections,
    cellsPerSecond: options.cellsPerSecond ?? null,
    ownCellsPerSecond: options.ownCellsPerSecond ?? null,
    throttle: options.throttle ?? UNTHROTTLED,
  };
}

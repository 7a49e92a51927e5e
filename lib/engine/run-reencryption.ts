import { randomUUID } from "node:crypto";
import type { Keyring } from "#lib/crypto/keyring.ts";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { claimJob, type JobClaim } from "./claim-job.ts";
import { closeJob } from "./close-job.ts";
import { explainError } from "./explain-error.ts";
import { abandonJob, finishJob } from "./finish-job.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { type JobContext, JobFailure, LeaseLostError } from "./job-context.ts";
import { Journal, retryLine } from "./journal.ts";
import { Orders } from "./orders.ts";
import { planJob } from "./plan-job.ts";
import { ProgressMeter, type ReencryptionProgress } from "./progress-meter.ts";
import { loadRegistry } from "./registry.ts";
import { Session } from "./session.ts";
import { unfinishedRanges, workRanges } from "./work-ranges.ts";

export interface ReencryptionOptions {
  databaseUrl: string;
  keyring: Keyring;
  rotationId?: string;
  /** Names this start for whoever takes the job over: people's orders to it stand. One of its own when absent. */
  start?: string;
  /** Rows; default 1,000. */
  batchSize?: number;
  /** Default 1, for the application's sake. */
  connections?: number;
  /** The most that people may ask for while it runs; absent: no limit. */
  cellsPerSecond?: number;
  /** Finishes the running batch, gives the lease back, and reports `cancelled`. */
  signal?: AbortSignal;
  onProgress?: (progress: ReencryptionProgress) => void;
}

/**
 * Runs, or resumes, the one re-encryption job of the database until a fresh census finds nothing outside the current
 * version but the quarantine. Never throws: what went wrong is the report's `error`.
 */
export async function runReencryption(options: ReencryptionOptions): Promise<ReencryptionReport> {
  const startedAt = performance.now();
  const control = new Session(options.databaseUrl);
  const journal = new Journal();
  const onRetry = (error: unknown) => journal.note(retryLine("A statement", error));
  const workers = Array.from(
    { length: options.connections ?? 1 },
    () => new Session(options.databaseUrl, onRetry),
  );
  try {
    const signal = options.signal ?? new AbortController().signal;
    const tables = await control.use(loadRegistry);
    const claim = await claimJob(control, requestOf(options), signal);
    return await runClaimed({ options, claim, tables, control, workers, journal, startedAt });
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
    await Promise.all([control, ...workers].map((session) => session.close()));
  }
}

interface ClaimedRun {
  options: ReencryptionOptions;
  claim: JobClaim;
  tables: JobContext["tables"];
  control: Session;
  workers: Session[];
  journal: Journal;
  startedAt: number;
}

async function runClaimed(run: ClaimedRun): Promise<ReencryptionReport> {
  const { options, claim, control, startedAt } = run;
  const rotationId = options.rotationId ?? null;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([stop.signal, options.signal]) : stop.signal;
  const orders = new Orders(claim.order, { signal, cancel: () => stop.abort() });
  const context = contextOf(run, signal, orders);
  const problem: { error?: unknown } = {};
  const heartbeat = startHeartbeat(control, { ...context, rotationId }, (error) => {
    problem.error ??= error;
    stop.abort();
  });
  const census = await work(run, context, stop).catch((error: unknown) => {
    problem.error ??= error;
    return undefined;
  });
  await heartbeat.stop();
  if (problem.error instanceof LeaseLostError) throw problem.error;
  const error = problem.error === undefined ? null : explainError(problem.error);
  const end = { rotationId, startedAt, census: error === null ? census : undefined, error };
  try {
    return await finishJob(control, context, end);
  } catch (cause) {
    const unrecorded = `The end of the run could not be recorded: ${explainError(cause)}`;
    const failure = new JobFailure(error === null ? unrecorded : `${error} ${unrecorded}`, { cause });
    await abandonJob(control, context, failure.message).catch(() => undefined);
    throw failure;
  }
}

/** The work between claim and end; undefined when it was stopped before its end. */
async function work({ workers, options }: ClaimedRun, context: JobContext, stop: AbortController) {
  const [first] = workers;
  if (!first) throw new Error("A job needs at least one connection.");
  await context.orders.turn(() => planJob(first, context));
  if (context.signal.aborted) return undefined;
  const meter = new ProgressMeter(context.jobId, options.onProgress);
  await first.use((client) => meter.begin(client));
  const measured: JobContext = { ...context, onBatch: (cells) => meter.add(cells) };
  const queue = await unfinishedRanges(first, context);
  const failures: unknown[] = [];
  await Promise.all(
    workers.map((session) =>
      workRanges(session, measured, queue).catch((error: unknown) => {
        failures.push(error);
        stop.abort();
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
  if (context.signal.aborted) return undefined;
  return closeJob(first, measured);
}

function contextOf(
  { options, claim, tables, journal }: ClaimedRun,
  signal: AbortSignal,
  orders: Orders,
): JobContext {
  return {
    jobId: claim.jobId,
    fence: claim.fence,
    keyring: options.keyring,
    tables,
    batchSize: options.batchSize ?? 1000,
    signal,
    onBatch: () => undefined,
    orders,
    journal,
  };
}

function requestOf(options: ReencryptionOptions) {
  return {
    start: options.start ?? randomUUID(),
    rotationId: options.rotationId ?? null,
    targetVersion: options.keyring.currentVersion,
    batchSize: options.batchSize ?? 1000,
    connections: options.connections ?? 1,
    cellsPerSecond: options.cellsPerSecond ?? null,
  };
}

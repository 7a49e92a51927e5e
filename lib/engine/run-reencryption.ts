import type { Keyring } from "#lib/crypto/keyring.ts";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { claimJob, type JobClaim } from "./claim-job.ts";
import { closeJob } from "./close-job.ts";
import { explainError } from "./explain-error.ts";
import { abandonJob, finishJob } from "./finish-job.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { type JobContext, JobFailure, LeaseLostError } from "./job-context.ts";
import { planJob } from "./plan-job.ts";
import { ProgressMeter, type ReencryptionProgress } from "./progress-meter.ts";
import { loadRegistry } from "./registry.ts";
import { Session } from "./session.ts";
import { Throttle } from "./throttle.ts";
import { unfinishedRanges, workRanges } from "./work-ranges.ts";

export interface ReencryptionOptions {
  databaseUrl: string;
  keyring: Keyring;
  rotationId?: string;
  /** Rows; default 1,000. */
  batchSize?: number;
  /** Default 1, for the application's sake. */
  connections?: number;
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
  const workers = Array.from({ length: options.connections ?? 1 }, () => new Session(options.databaseUrl));
  try {
    const signal = options.signal ?? new AbortController().signal;
    const tables = await control.use(loadRegistry);
    const claim = await claimJob(control, requestOf(options), signal);
    return await runClaimed({ options, claim, tables, control, workers, startedAt });
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
  startedAt: number;
}

async function runClaimed(run: ClaimedRun): Promise<ReencryptionReport> {
  const { options, claim, control, startedAt } = run;
  const rotationId = options.rotationId ?? null;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([stop.signal, options.signal]) : stop.signal;
  const context = contextOf(run, signal);
  const problem: { error?: unknown } = {};
  const heartbeat = startHeartbeat(
    control,
    { ...claim, rotationId },
    {
      cancelled: () => stop.abort(),
      failed: (error) => {
        problem.error ??= error;
        stop.abort();
      },
    },
  );
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
  await planJob(first, context);
  const meter = new ProgressMeter(context.jobId, options.onProgress);
  await first.use((client) => meter.begin(client));
  const throttle = new Throttle(options.cellsPerSecond ?? null, context.signal);
  const measured: JobContext = {
    ...context,
    onBatch: (cells) => meter.add(cells),
    pace: (cells) => throttle.pay(cells),
  };
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

function contextOf({ options, claim, tables }: ClaimedRun, signal: AbortSignal): JobContext {
  const rate = options.cellsPerSecond ?? Number.POSITIVE_INFINITY;
  return {
    jobId: claim.jobId,
    fence: claim.fence,
    keyring: options.keyring,
    tables,
    // A throttled job pauses often rather than long.
    batchSize: Math.max(1, Math.min(options.batchSize ?? 1000, Math.ceil(rate))),
    signal,
    onBatch: () => undefined,
    pace: () => Promise.resolve(),
  };
}

function requestOf(options: ReencryptionOptions) {
  return {
    rotationId: options.rotationId ?? null,
    targetVersion: options.keyring.currentVersion,
    batchSize: options.batchSize ?? 1000,
    connections: options.connections ?? 1,
    cellsPerSecond: options.cellsPerSecond ?? null,
  };
}

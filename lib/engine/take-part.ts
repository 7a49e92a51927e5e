import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import type { ColumnCensus } from "./census.ts";
import { explainError } from "./explain-error.ts";
import { abandonJob, finishJob } from "./finish-job.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { type JobClaim, type JobContext, JobFailure, LeaseLostError } from "./job-context.ts";
import type { JobRequest } from "./job-request.ts";
import type { Journal } from "./journal.ts";
import { leaveWithReport, othersWorkIt } from "./leave-job.ts";
import { Orders } from "./orders.ts";
import { ProgressMeter, type ReencryptionProgress } from "./progress-meter.ts";
import type { Protection } from "./protection.ts";
import type { RegisteredTable } from "./registry.ts";
import type { Session } from "./session.ts";
import { workJob } from "./work-job.ts";

export interface Participation {
  request: JobRequest;
  worker: string;
  claim: JobClaim;
  tables: readonly RegisteredTable[];
  /** For heartbeats and the job's own rows; one more for each lane of work. */
  control: Session;
  lanes: readonly Session[];
  journal: Journal;
  startedAt: number;
  signal: AbortSignal;
  onProgress: ((progress: ReencryptionProgress) => void) | undefined;
  protection: Protection;
  /** Leaves when no range is left, and reports its share; otherwise it stays until the job has ended. */
  joined: boolean;
}

/** The part of one process in a job, from its claim to its report. Throws LeaseLostError, JobFailure. */
export async function takePart(part: Participation): Promise<ReencryptionReport> {
  const stop = new AbortController();
  const context = contextOf(part, AbortSignal.any([stop.signal, part.signal]), () => stop.abort());
  const meter = new ProgressMeter(context.jobId, part.onProgress);
  for (;;) {
    const work = await workWithHeartbeat(part, context, { meter, stop });
    if (work.problem instanceof LeaseLostError) throw work.problem;
    const report = await endOf(part, context, work);
    if (report) return report;
  }
}

interface Work {
  census: ColumnCensus[] | undefined;
  problem: unknown;
}

async function workWithHeartbeat(
  part: Participation,
  context: JobContext,
  { meter, stop }: { meter: ProgressMeter; stop: AbortController },
): Promise<Work> {
  const problem: { error?: unknown } = {};
  const { protection, request } = part;
  const onOthers = meter.others.bind(meter);
  const beating = { ...context, rotationId: request.rotationId, onOthers, protection };
  const heartbeat = startHeartbeat(part.control, beating, {
    ended: () => stop.abort(),
    failed: (error) => {
      problem.error ??= error;
      stop.abort();
    },
  });
  const census = await workJob(part, context, meter).catch((error: unknown) => {
    problem.error ??= error;
    stop.abort();
    return undefined;
  });
  await heartbeat.stop();
  return { census, problem: problem.error };
}

/** Undefined when the seat changed hands at the last moment, and this process goes on: as coordinator, or as a worker. */
async function endOf(
  part: Participation,
  context: JobContext,
  { census, problem }: Work,
): Promise<ReencryptionReport | undefined> {
  const { control, startedAt } = part;
  const error = problem === undefined ? null : explainError(problem);
  const handsOver = part.signal.aborted && error === null && !context.orders.cancelled;
  const stays = handsOver && (await control.use((client) => othersWorkIt(client, context)));
  const undecided = error === null && !context.signal.aborted;
  const seated = context.seat.fence !== null;
  if (undecided && (seated ? census === undefined : !part.joined)) return undefined;
  if (!seated || stays) return control.use((client) => leaveWithReport(client, context, { ...part, error }));
  const end = {
    rotationId: part.request.rotationId,
    startedAt,
    census: error === null ? census : undefined,
    error,
  };
  try {
    return await finishJob(control, context, end);
  } catch (cause) {
    if (undecided && cause instanceof LeaseLostError) {
      context.seat.fence = null;
      return undefined;
    }
    const unrecorded = `The end of the run could not be recorded: ${explainError(cause)}`;
    const failure = new JobFailure(error === null ? unrecorded : `${error} ${unrecorded}`, { cause });
    await abandonJob(control, context, failure.message).catch(() => undefined);
    throw failure;
  }
}

function contextOf(part: Participation, signal: AbortSignal, cancel: () => void): JobContext {
  const { claim, worker, request, tables, journal } = part;
  return {
    jobId: claim.jobId,
    worker,
    seat: { fence: claim.fence },
    keyring: request.keyring,
    tables,
    batchSize: request.batchSize,
    signal,
    onBatch: () => undefined,
    orders: new Orders(claim.order, { signal, cancel, cellsPerSecond: request.ownCellsPerSecond }),
    journal,
  };
}

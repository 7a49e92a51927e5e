import { loadRanges } from "./bookkeeping.ts";
import { faultOf } from "./database-fault.ts";
import { type JobContext, JobFailure } from "./job-context.ts";
import { retryLine } from "./journal.ts";
import { type BatchSize, processBatch } from "./process-batch.ts";
import type { Session } from "./session.ts";

const SLOW_BATCH_MS = 400;
const QUICK_BATCH_MS = 150;
const MOST_TIMEOUTS = 12;
const MOST_WAIT_MS = 600_000;

/** Takes unfinished ranges from a common queue until it is empty or the job is stopped. One session per worker. */
export async function workRanges(session: Session, context: JobContext, queue: number[]): Promise<void> {
  let limit = context.batchSize;
  for (let range = queue.shift(); range !== undefined; range = queue.shift()) {
    limit = await workRange(session, context, range, limit);
    if (context.signal.aborted) return;
  }
}

export async function unfinishedRanges(session: Session, { jobId }: JobContext): Promise<number[]> {
  const ranges = await session.use((client) => loadRanges(client, jobId, "unfinished"));
  return ranges.map((state) => state.range);
}

/** Returns the batch size that went well last. */
async function workRange(
  session: Session,
  context: JobContext,
  range: number,
  firstLimit: number,
): Promise<number> {
  const size: BatchSize = { rows: firstLimit, aroundLocks: false };
  let trouble: { since: number; times: number } | undefined;
  while (!context.signal.aborted) {
    let before = performance.now();
    try {
      const batch = await context.orders.turn(
        async () => {
          before = performance.now();
          size.rows = Math.min(size.rows, context.orders.mostRows(context.batchSize));
          const { cells, finished } = await processBatch(session, context, range, size);
          if (!finished) context.onBatch(cells);
          return { cells, finished, took: performance.now() - before };
        },
        ({ cells }) => cells,
      );
      if (batch === undefined) return size.rows;
      trouble = undefined;
      size.aroundLocks = false;
      size.rows = nextLimit(size.rows, batch.took, context.orders.mostRows(context.batchSize));
      if (batch.finished) return size.rows;
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== "contended" && fault !== "timeout") throw error;
      context.journal.note(retryLine(`A batch of range ${range}`, error));
      trouble = { since: trouble?.since ?? before, times: (trouble?.times ?? 0) + 1 };
      if (fault === "timeout" && size.rows === 1 && trouble.times > MOST_TIMEOUTS) throw tooSlow(error);
      if (fault === "contended" && performance.now() - trouble.since > MOST_WAIT_MS) throw tooLocked(error);
      size.aroundLocks = fault === "contended";
      if (fault === "timeout") size.rows = Math.max(1, Math.floor(size.rows / 2));
    }
  }
  return size.rows;
}

function nextLimit(limit: number, took: number, most: number): number {
  if (took > SLOW_BATCH_MS) return Math.max(1, Math.floor(limit / 2));
  return took < QUICK_BATCH_MS ? Math.min(most, limit * 2) : limit;
}

function tooSlow(cause: unknown): Error {
  return new JobFailure(
    "The database's statement timeout ends even a batch of one row: look for what blocks it, then run the job again.",
    { cause },
  );
}

function tooLocked(cause: unknown): Error {
  return new JobFailure(
    "Another transaction has held a table locked for 10 minutes: end it, then run the job again.",
    { cause },
  );
}

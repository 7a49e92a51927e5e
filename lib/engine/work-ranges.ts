import { loadRanges } from "./bookkeeping.ts";
import { faultOf } from "./database-fault.ts";
import { JobFailure, type JobContext } from "./job-context.ts";
import { processBatch, skipRow } from "./process-batch.ts";
import type { Session } from "./session.ts";

const SLOW_BATCH_MS = 400;
const QUICK_BATCH_MS = 150;
const MOST_TIMEOUTS_AT_ONE_ROW = 3;

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
  let limit = firstLimit;
  let timeouts = 0;
  while (!context.signal.aborted) {
    const before = performance.now();
    try {
      const { cells, finished } = await processBatch(session, context, range, limit);
      limit = nextLimit(limit, performance.now() - before, context.batchSize);
      timeouts = 0;
      if (finished) return limit;
      context.onBatch(cells);
      await context.pace(cells);
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== "contended" && fault !== "timeout") throw error;
      if (limit === 1 && fault === "contended") await skipRow(session, context, range);
      if (limit === 1 && fault === "timeout" && (timeouts += 1) >= MOST_TIMEOUTS_AT_ONE_ROW)
        throw tooSlow(error);
      limit = Math.max(1, Math.floor(limit / (fault === "contended" ? 8 : 2)));
    }
  }
  return limit;
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

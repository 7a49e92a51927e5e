import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { nextBatchSize } from "#lib/domain/reencryption/batch-size.ts";
import type { RangeState } from "./bookkeeping.ts";
import { claimRange } from "./claim-range.ts";
import { faultOf, isMissingTable } from "./database-fault.ts";
import {
  type JobContext,
  JobFailure,
  type RangeClaim,
  RangeLostError,
  RangeMovedError,
} from "./job-context.ts";
import { retryLine } from "./journal.ts";
import { type BatchSize, processBatch } from "./process-batch.ts";
import type { Session } from "./session.ts";
import { splitRange } from "./split-range.ts";

const ONE_TRY = { contended: 1, timeout: 1 };
const MOST_TIMEOUTS = 12;
const MOST_WAIT_MS = 600_000;
/** Between looks for a range that its holder has left: soon at first, for most are about to be done. */
const IDLE_MS = { first: 20, most: 200 };

/**
 * Works ranges until the job has none left, or it is stopped: free ones first, then halves of those that others hold. One
 * session per lane.
 */
export async function workRanges(session: Session, context: JobContext, lane: number): Promise<void> {
  let limit = context.batchSize;
  let idle = IDLE_MS.first;
  while (!context.signal.aborted) {
    const next = await context.orders.turn(() => nextRange(session, context, lane));
    if (next === undefined || next === "none-left") return;
    if (next === "all-held") {
      await delay(idle, undefined, { signal: context.signal }).catch(() => undefined);
      idle = Math.min(IDLE_MS.most, 2 * idle);
      continue;
    }
    idle = IDLE_MS.first;
    limit = await workRange(session, { ...context, claim: next }, limit);
  }
}

async function nextRange(
  session: Session,
  context: JobContext,
  lane: number,
): Promise<RangeClaim | "all-held" | "none-left"> {
  const free = await session.use(async (client) => {
    const claim = await claimRange(client, context, lane);
    if (claim === "ended") return "none-left";
    return claim ?? ((await isAnyLeft(client, context)) ? "all-held" : "none-left");
  });
  if (free !== "all-held") return free;
  try {
    return (await session.use((client) => splitRange(client, context, lane), ONE_TRY)) ?? "all-held";
  } catch (error) {
    // Its holder may have been stopped within a transaction: the range is left to whoever can lock it.
    if (faultOf(error) !== "contended") throw error;
    return "all-held";
  }
}

async function isAnyLeft(client: Client, { jobId }: JobContext): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM key_rotation.reencryption_range WHERE job_id = $1 AND NOT finished LIMIT 1",
    [jobId],
  );
  return rowCount === 1;
}

/** Returns the batch size that went well last. */
async function workRange(
  session: Session,
  context: JobContext & { claim: RangeClaim },
  firstLimit: number,
): Promise<number> {
  const { range, partition } = context.claim;
  const size: BatchSize = { rows: firstLimit, aroundLocks: false };
  let trouble: { since: number; times: number } | undefined;
  let state: RangeState | undefined;
  while (!context.signal.aborted) {
    let before = performance.now();
    try {
      const batch = await context.orders.turn(
        async () => {
          before = performance.now();
          size.rows = Math.min(size.rows, context.orders.mostRows(context.batchSize));
          const next = { range, size, state };
          state = undefined;
          return processBatch(session, context, next);
        },
        ({ cells }) => cells,
      );
      if (batch === undefined) return size.rows;
      trouble = undefined;
      state = batch.state;
      size.aroundLocks = false;
      size.rows = nextBatchSize(size.rows, batch.took, context.orders.mostRows(context.batchSize));
      if (state.finished) return size.rows;
      context.onBatch(batch.cells);
    } catch (error) {
      if (error instanceof RangeMovedError) continue;
      if (error instanceof RangeLostError) {
        const text = `${error.message} What was not committed is dropped.`;
        context.journal.note({ level: "warning", text });
        return size.rows;
      }
      // The next claim finds out whether the partition is gone, and ends the range.
      if (partition !== null && isMissingTable(error)) return size.rows;
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

import { setTimeout as delay } from "node:timers/promises";
import type { ColumnCensus } from "./census.ts";
import { closeJob } from "./close-job.ts";
import { type JobContext, LeaseLostError } from "./job-context.ts";
import { isPlanned, planJob, planNewPartitions } from "./plan-job.ts";
import type { ProgressMeter } from "./progress-meter.ts";
import type { Session } from "./session.ts";
import { workRanges } from "./work-ranges.ts";

const LOOK_MS = 200;

/** The work between claim and end. The closing census; undefined when this process is not the one that closes the job. */
export async function workJob(
  { lanes, joined }: { lanes: readonly Session[]; joined: boolean },
  context: JobContext,
  meter: ProgressMeter,
): Promise<ColumnCensus[] | undefined> {
  const [first] = lanes;
  if (!first) throw new Error("A job needs at least one connection.");
  await planOrWait(first, context);
  if (context.signal.aborted) return undefined;
  await first.use((client) => meter.begin(client));
  const measured: JobContext = { ...context, onBatch: (cells) => meter.add(cells) };
  for (;;) {
    await workInLanes(lanes, measured);
    if (context.signal.aborted || (joined && context.seat.fence === null)) return undefined;
    if (context.seat.fence === null) await pause(context);
    else {
      const closed = await whileSeated(context, async () =>
        (await addPartitions(first, context)) === 0 ? { census: await closeJob(first, measured) } : undefined,
      );
      if (closed) return closed.census;
    }
  }
}

/** Whoever holds the seat plans; a seat that falls vacant meanwhile is taken by the heartbeat. */
async function planOrWait(session: Session, context: JobContext): Promise<void> {
  while (!context.signal.aborted) {
    if (context.seat.fence !== null) {
      await whileSeated(context, () => context.orders.turn(() => planJob(session, context)));
    }
    if (await session.use((client) => isPlanned(client, context))) return;
    await pause(context);
  }
}

/** Work of the coordinator; undefined when its seat was taken meanwhile: the heartbeat finds out who sits there now. */
async function whileSeated<T>(context: JobContext, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    await pause(context);
    return undefined;
  }
}

/** The first failure stops the other lanes. */
async function workInLanes(lanes: readonly Session[], context: JobContext): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const failures: unknown[] = [];
  await Promise.all(
    lanes.map((session, lane) =>
      workRanges(session, { ...context, signal }, lane).catch((error: unknown) => {
        failures.push(error);
        stop.abort();
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}

async function addPartitions(session: Session, context: JobContext): Promise<number | undefined> {
  return context.orders.turn(() => session.use((client) => planNewPartitions(client, context)));
}

async function pause({ signal }: JobContext): Promise<void> {
  await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
}

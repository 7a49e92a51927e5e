import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { UNTHROTTLED } from "#lib/domain/reencryption/throttle.ts";
import { claimJob } from "#lib/engine/claim-job.ts";
import type { JobContext } from "#lib/engine/job-context.ts";
import type { JobRequest } from "#lib/engine/job-request.ts";
import { joinRunningJob } from "#lib/engine/join-job.ts";
import { Journal } from "#lib/engine/journal.ts";
import { NO_ORDER, Orders } from "#lib/engine/orders.ts";
import { planJob } from "#lib/engine/plan-job.ts";
import { loadRegistry } from "#lib/engine/registry.ts";
import { Session } from "#lib/engine/session.ts";
import { keyring } from "./encrypted-platform.ts";

export interface Participant {
  session: Session;
  context: JobContext;
}

const REQUEST: JobRequest = {
  start: "a start",
  rotationId: null,
  targetVersion: keyring.currentVersion,
  keyring,
  batchSize: 50,
  connections: 1,
  cellsPerSecond: null,
  ownCellsPerSecond: null,
  throttle: UNTHROTTLED,
};

/** A process that holds the seat of a planned job, without a heartbeat: its leases last for an hour. */
export async function coordinator(url: string): Promise<Participant> {
  const participant = await participantOf(url, ({ session, worker, signal }) =>
    claimJob(session, REQUEST, worker, signal),
  );
  await planJob(participant.session, participant.context);
  return participant;
}

/** Another process that works the same job. */
export function helper(url: string): Promise<Participant> {
  return participantOf(url, async ({ session, worker }) => {
    const claim = await session.use((client) => joinRunningJob(client, REQUEST, worker, {}));
    if (!claim) throw new Error("There is no job to join.");
    return claim;
  });
}

async function participantOf(
  url: string,
  enter: (as: {
    session: Session;
    worker: string;
    signal: AbortSignal;
  }) => Promise<{ jobId: string; fence: string | null }>,
): Promise<Participant> {
  const session = new Session(url);
  onTestFinished(() => session.close());
  const worker = randomUUID();
  const { signal } = new AbortController();
  const { jobId, fence } = await enter({ session, worker, signal });
  // Nobody renews them, and a slow machine must not let them lapse.
  await session.use((client) =>
    client.query(`UPDATE key_rotation.reencryption_worker SET expires_at = now() + interval '1 hour';
      UPDATE key_rotation.reencryption_lease SET expires_at = now() + interval '1 hour'`),
  );
  const orders = new Orders(NO_ORDER, { signal, cancel: () => undefined });
  const context: JobContext = {
    jobId,
    worker,
    seat: { fence },
    keyring,
    tables: await session.use(loadRegistry),
    batchSize: REQUEST.batchSize,
    signal,
    onBatch: () => undefined,
    orders,
    journal: new Journal(),
  };
  return { session, context };
}

import { vi } from "vitest";
import { findPhase, phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import { sendHeartbeat } from "#lib/jobs/heartbeat.ts";
import { inspectPhase } from "#lib/jobs/inspect-phase.ts";
import { inspectPlatform } from "#lib/jobs/inspect-platform.ts";
import { performPhase } from "#lib/jobs/perform-phase.ts";
import type { WorkerDeps } from "#lib/jobs/worker-deps.ts";
import { composeWorker } from "#lib/runtime/worker.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { type IsLast, mortal } from "./mortal-worker.ts";
import {
  approve,
  beginRotation,
  openPhase,
  openWorkerWorld,
  start,
  type WorkerWorld,
} from "./worker-world.ts";

const NEVER = new AbortController().signal;

export interface MortalWorld extends AsyncDisposable {
  it: WorkerWorld;
  /** A worker as its composition root makes it, in this process. Nobody has to wake it. */
  worker: WorkerDeps;
  /** Another one. */
  hire: () => WorkerDeps;
  /** Does one phase, or every phase up to it, as far as people and inspections go, and leaves it to be performed. */
  begin: (name: string) => Promise<PhaseRun>;
}

/** A company with an adopted platform and a rotation, whose workers live in this process and can be killed anywhere. */
export async function openMortalWorld(settings: {
  timeCompression: number;
  escrowRecipients?: string;
  /** Settings of the worker beside those that every worker has. */
  more?: (it: WorkerWorld) => Record<string, string>;
}): Promise<MortalWorld> {
  const it = await openWorkerWorld(settings);
  const environment = { ...it.environment, ...settings.more?.(it) };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const hired: WorkerDeps[] = [];
  const hire = () => {
    const { deps } = composeWorker();
    hired.push(deps);
    return { ...deps, wake: () => Promise.resolve() };
  };
  const worker = hire();
  await inspectPlatform(worker);
  await beginRotation(it);
  return {
    it,
    worker,
    hire,
    begin: async (name) => {
      const run = await openPhase(it, name);
      if (findPhase(run.stepId, run.phaseId)?.startsByItself) return run;
      await sendHeartbeat(worker);
      await inspectPhase(worker, run.id, NEVER);
      const approved = await approve(it);
      await start(it, approved);
      return approved;
    },
    [Symbol.asyncDispose]: async () => {
      vi.unstubAllEnvs();
      for (const { db } of hired) await db.$disconnect();
      await it[Symbol.asyncDispose]();
    },
  };
}

/** Every phase before this one, performed by a worker that nobody disturbs. */
export async function completeUntil(world: MortalWorld, name: string): Promise<void> {
  const order = phasesInOrder().map(({ step, phase }) => `${step.id}/${phase.id}`);
  for (const before of order.slice(0, order.indexOf(name)))
    await work(world.worker, await world.begin(before));
}

export const work = (worker: WorkerDeps, run: PhaseRun, stopping: AbortSignal = NEVER) =>
  performPhase(worker, run.id, stopping);

/** One life of a worker on this phase. When it was killed its claim has run out by the time this ends. */
export async function liveOnce(world: MortalWorld, run: PhaseRun, isLast: IsLast): Promise<void> {
  await work(mortal(world.worker, isLast), run).catch(() => undefined);
  await world.it.world.database.pool.query(
    "UPDATE key_rotation.phase_run SET claim_expires_at = now() - interval '1 s' WHERE status = 'running'",
  );
}

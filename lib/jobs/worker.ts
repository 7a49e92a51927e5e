import { setTimeout as delay } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { log } from "../log.ts";
import { summariseAnonymousRefusals } from "../operations/summarise-anonymous-refusals.ts";
import { describeError } from "./describe-error.ts";
import { dropCancelledKeys } from "./drop-cancelled-keys.ts";
import { inspectPhase } from "./inspect-phase.ts";
import { inspectPlatform } from "./inspect-platform.ts";
import { claimOutdatedWaits } from "./look-again.ts";
import { observePlatform } from "./observe-platform.ts";
import { performPhase } from "./perform-phase.ts";
import { recheckResidue } from "./recheck-residue.ts";
import { remindOfDestruction } from "./remind-of-destruction.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const SWEEP_MS = 3_000;

/** Runs until the signal aborts; what is under way then is left to the next worker, claims released. */
export async function runWorker(deps: WorkerDeps, boss: PgBoss, stopping: AbortSignal): Promise<void> {
  const underWay = new Map<string, Promise<void>>();
  const begin = (kind: "inspect" | "perform", phaseRunId: string) => {
    const key = `${kind} ${phaseRunId}`;
    if (underWay.has(key) || stopping.aborted) return;
    const work = kind === "inspect" ? inspectPhase : performPhase;
    const task = work(deps, phaseRunId, stopping)
      .catch((error: unknown) => log.error({ phaseRunId, error: describeError(error) }, `${kind} failed`))
      .finally(() => underWay.delete(key));
    underWay.set(key, task);
  };
  // A job only wakes the worker: it ends at once, and the sweep finds whatever a lost job would have announced.
  await boss.work<{ phaseRunId: string }>("inspect-phase", { pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const job of jobs) begin("inspect", job.data.phaseRunId);
  });
  await boss.work<{ phaseRunId: string }>("perform-phase", { pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const job of jobs) begin("perform", job.data.phaseRunId);
  });
  log.info({ workerId: deps.workerId }, "worker ready");
  while (!stopping.aborted) {
    await sweep(deps, begin).catch((error: unknown) =>
      log.error({ error: describeError(error) }, "sweep failed"),
    );
    await delay(SWEEP_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
  await Promise.allSettled(underWay.values());
}

async function sweep(
  deps: WorkerDeps,
  begin: (kind: "inspect" | "perform", id: string) => void,
): Promise<void> {
  await deps.db.$executeRaw`
    INSERT INTO key_rotation.worker (id) VALUES (${deps.workerId})
    ON CONFLICT (id) DO UPDATE SET heartbeat_at = now()`;
  const abandoned = await deps.db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM key_rotation.phase_run
    WHERE status = 'running' AND (claimed_by IS NULL OR claim_expires_at < now())`;
  for (const { id } of abandoned) begin("perform", id);
  const unanswered = await deps.db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM key_rotation.phase_run
    WHERE status NOT IN ('running', 'completed', 'superseded') AND inspection_requested_at < now() - interval '10 s'`;
  for (const { id } of unanswered) begin("inspect", id);
  for (const id of await claimOutdatedWaits(deps)) begin("inspect", id);
  await observePlatform(deps);
  await inspectPlatform(deps);
  await summariseAnonymousRefusals(deps.db);
  await dropCancelledKeys(deps);
  await recheckResidue(deps);
  await remindOfDestruction(deps);
}

import { setTimeout as delay } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { log } from "../log.ts";
import { summariseAnonymousRefusals } from "../operations/summarise-anonymous-refusals.ts";
import { countRegistry } from "./count-registry.ts";
import { deliverMessages } from "./deliver-messages.ts";
import { describeError } from "./describe-error.ts";
import { dropCancelledKeys } from "./drop-cancelled-keys.ts";
import { sendHeartbeat } from "./heartbeat.ts";
import { helpReencrypt } from "./help-reencrypt.ts";
import { inspectPhase } from "./inspect-phase.ts";
import { inspectPlatform } from "./inspect-platform.ts";
import { claimOutdatedWaits } from "./look-again.ts";
import { observePlatform } from "./observe-platform.ts";
import { performPhase } from "./perform-phase.ts";
import { recheckResidue } from "./recheck-residue.ts";
import { registerIntegrations } from "./register-integrations.ts";
import { remindOfDestruction } from "./remind-of-destruction.ts";
import { runScheduler } from "./run-scheduler.ts";
import { testIntegrations } from "./test-integrations.ts";
import { watchOn } from "./watch-on.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const SWEEP_MS = 3_000;

/** What is looked at again and again. Each goes on by itself: a system that does not answer holds up no other. */
const CHORES: Record<string, (deps: WorkerDeps, stopping: AbortSignal) => Promise<void>> = {
  observePlatform,
  inspectPlatform,
  summariseAnonymousRefusals: ({ db }) => summariseAnonymousRefusals(db),
  dropCancelledKeys,
  watchOn,
  recheckResidue,
  remindOfDestruction,
  runScheduler,
  testIntegrations,
  countRegistry,
  sendToSlack: (deps, stopping) => deliverMessages(deps, "slack", stopping),
  sendToGitHub: (deps, stopping) => deliverMessages(deps, "github", stopping),
  sendToPagerDuty: (deps, stopping) => deliverMessages(deps, "pagerduty", stopping),
  helpReencrypt,
};

/** Begins a piece of work, unless the same is under way still or the worker is stopping. */
type Begin = (key: string, work: () => Promise<void>) => void;

/** Runs until the signal aborts; what is under way then is left to the next worker, claims released. */
export async function runWorker(deps: WorkerDeps, boss: PgBoss, stopping: AbortSignal): Promise<void> {
  const underWay = new Map<string, Promise<void>>();
  const begin: Begin = (key, work) => {
    if (underWay.has(key) || stopping.aborted) return;
    const task = work()
      .catch((error: unknown) => log.error({ work: key, error: describeError(error) }, "failed"))
      .finally(() => underWay.delete(key));
    underWay.set(key, task);
  };
  const inspect = (id: string) => begin(`inspect ${id}`, () => inspectPhase(deps, id, stopping));
  const perform = (id: string) => begin(`perform ${id}`, () => performPhase(deps, id, stopping));
  await registerIntegrations(deps.db, deps.integrations);
  // A job only wakes the worker: it ends at once, and the sweep finds whatever a lost job would have announced.
  await boss.work<{ phaseRunId: string }>("inspect-phase", { pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const job of jobs) inspect(job.data.phaseRunId);
  });
  await boss.work<{ phaseRunId: string }>("perform-phase", { pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const job of jobs) perform(job.data.phaseRunId);
  });
  await boss.work("help-reencrypt", { pollingIntervalSeconds: 0.5 }, async () => {
    begin(helpReencrypt.name, () => helpReencrypt(deps, stopping));
  });
  log.info({ workerId: deps.workerId }, "worker ready");
  while (!stopping.aborted) {
    begin("sweep", () => sweep(deps, { inspect, perform }));
    for (const [name, chore] of Object.entries(CHORES)) begin(name, () => chore(deps, stopping));
    await delay(SWEEP_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
  await Promise.allSettled(underWay.values());
}

async function sweep(
  deps: WorkerDeps,
  { inspect, perform }: Record<"inspect" | "perform", (phaseRunId: string) => void>,
): Promise<void> {
  await sendHeartbeat(deps);
  const abandoned = await deps.db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM key_rotation.phase_run
    WHERE status = 'running' AND (claimed_by IS NULL OR claim_expires_at < now())`;
  for (const { id } of abandoned) perform(id);
  const unanswered = await deps.db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM key_rotation.phase_run
    WHERE status NOT IN ('running', 'completed', 'superseded') AND inspection_requested_at < now() - interval '10 s'`;
  for (const { id } of unanswered) inspect(id);
  for (const id of await claimOutdatedWaits(deps)) inspect(id);
}

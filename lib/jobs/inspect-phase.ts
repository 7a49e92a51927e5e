import { SYSTEM } from "../operations/caller.ts";
import { recordInspection } from "../operations/rotation/record-inspection.ts";
import { describeError } from "./describe-error.ts";
import { loadPhase } from "./load-phase.ts";
import { runChecks } from "./run-checks.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** Runs the checks of a phase and computes its plan, for people to look at before they decide. */
export async function inspectPhase(deps: WorkerDeps, phaseRunId: string, signal: AbortSignal): Promise<void> {
  const loaded = await loadPhase(deps, phaseRunId, { signal, fence: null });
  if (!loaded) return;
  const { phase, context } = loaded;
  // The plan first: it may stage the secret again, and the checks should judge what will then be there.
  const planned = await phase.plan(context).then(
    (plan) => ({ plan, problem: null }),
    (error: unknown) => ({ plan: null, problem: describeError(error) }),
  );
  const checks = await runChecks(phase.checks, context);
  await recordInspection(deps, SYSTEM, { phaseRunId, checks, ...planned });
}

import type { Problem, ProblemCode } from "../domain/problem.ts";
import { isUnderWay, keepsPlan } from "../domain/rotation/resumption.ts";
import { log } from "../log.ts";
import { SYSTEM } from "../operations/caller.ts";
import { beginEffect } from "../operations/rotation/begin-effect.ts";
import type { CheckResults } from "../operations/rotation/check-results.ts";
import { failPhase } from "../operations/rotation/fail-phase.ts";
import { StoredPlan } from "../operations/rotation/stored-plan.ts";
import { succeedPhase } from "../operations/rotation/succeed-phase.ts";
import { PortError } from "../ports/port-error.ts";
import { describeError } from "./describe-error.ts";
import { type LoadedPhase, loadPhase } from "./load-phase.ts";
import { claimPhase } from "./phase-claim.ts";
import { runChecks } from "./run-checks.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** A plan that is no longer the approved one needs a new approval; a check that fails only needs mending. */
const ENDS_APPROVAL: Partial<Record<ProblemCode, "void" | "expired">> = { stale: "void", expired: "expired" };

interface Held {
  phaseRunId: string;
  fence: bigint;
}

/**
 * Performs a started phase: claim → judge → audited intent → effect → audited outcome. When the worker stops or dies in
 * between, the phase stays running; the next worker claims it and goes on from the world as it finds it.
 */
export async function performPhase(
  deps: WorkerDeps,
  phaseRunId: string,
  stopping: AbortSignal,
): Promise<void> {
  const claim = await claimPhase(deps.db, phaseRunId, deps.workerId);
  if (!claim) return;
  const signal = AbortSignal.any([stopping, claim.lost]);
  const held = { phaseRunId, fence: claim.fence };
  try {
    const loaded = await loadPhase(deps, phaseRunId, { signal, fence: claim.fence });
    if (loaded) await judgeAndPerform(deps, loaded, held);
  } catch (error) {
    if (signal.aborted) return;
    const problem = describeError(error);
    const requestId = error instanceof PortError ? error.requestId : null;
    log.error({ phaseRunId, problem, requestId }, "phase failed");
    await failPhase(deps, behalf(null), { ...held, problem, checks: null, approvalEnds: null });
  } finally {
    await claim.release();
  }
}

async function judgeAndPerform(deps: WorkerDeps, loaded: LoadedPhase, held: Held): Promise<void> {
  const { run, phase, context } = loaded;
  const caller = behalf(run.startedBy);
  let bound = isUnderWay(run) ? StoredPlan.parse(run.plan).bound : null;
  if (bound === null) {
    const plan = keepsPlan(phase, run) ? StoredPlan.parse(run.plan) : await phase.plan(context);
    const checks = await runChecks(phase.checks, context);
    const begun = await beginEffect(deps, caller, { ...held, checks, plan });
    if (!begun.ok) return refuseToPerform(deps, { run, held, checks, problem: begun.problem });
    bound = plan.bound;
  }
  const evidence = await phase.perform({ context, input: run.input, bound });
  const recorded = await succeedPhase(deps, caller, { ...held, evidence });
  if (!recorded.ok)
    log.warn({ phaseRunId: run.id, problem: recorded.problem.message }, "outcome not recorded");
}

async function refuseToPerform(
  deps: WorkerDeps,
  refusal: {
    run: LoadedPhase["run"];
    held: Held;
    checks: CheckResults;
    problem: Problem;
  },
): Promise<void> {
  const { run, held, checks, problem } = refusal;
  const approvalEnds = ENDS_APPROVAL[problem.code] ?? null;
  await failPhase(deps, behalf(run.startedBy), { ...held, problem: problem.message, checks, approvalEnds });
}

function behalf(actorId: string | null) {
  return { ...SYSTEM, onBehalfOf: actorId } as const;
}

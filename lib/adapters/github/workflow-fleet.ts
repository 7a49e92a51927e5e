import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "#lib/ports/fleet.ts";
import { PortError } from "#lib/ports/port-error.ts";
import { hasFailed, isOver, type Workflow, type WorkflowRun } from "./workflow-runs.ts";

type Deployment = Parameters<Fleet["deploy"]>[0];

interface Pace {
  /** Between two looks; 5 s when absent. */
  pollMs?: number;
  /** For how long a run is looked for before one is ordered; 5 s when absent. GitHub shows a run seconds after its order. */
  settleMs?: number;
  /** For how long a dispatched run may stay unseen, and a deployment after its run; 2 minutes when absent. */
  patienceMs?: number;
  /** For how long a run is followed; 45 minutes when absent. */
  followMs?: number;
}

/** One deployment is one token, also after a crash: the run of an earlier life is found by it. */
function tokenOf({ taskDefinition, notBefore }: Deployment): string {
  const text = `${taskDefinition} ${notBefore.toISOString()}`;
  return `keyturn-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}

async function deployedId(fleet: Fleet, { taskDefinition, notBefore }: Deployment): Promise<string | null> {
  const { deployments } = await fleet.observe();
  const it = deployments.find(
    (one) =>
      one.taskDefinition === taskDefinition && one.createdAt >= notBefore && one.rolloutState !== "FAILED",
  );
  return it?.id ?? null;
}

/** Looks until `look` finds something; null when it found nothing in that time. What passes by itself ends it at the end only. */
async function lookFor<T>(look: () => Promise<T | null>, ms: number, pollMs: number): Promise<T | null> {
  for (const end = Date.now() + ms; ; ) {
    let restMs = 0;
    try {
      const found = await look();
      if (found !== null || Date.now() > end) return found;
    } catch (error) {
      if (!(error instanceof PortError && error.retryable)) throw error;
      restMs = error.retryAfterMs;
      if (Date.now() + restMs > end) throw error;
    }
    await delay(Math.max(pollMs, restMs));
  }
}

/**
 * The same fleet, deployed by a workflow of the platform's repository instead of a call to ECS. The workflow gets the inputs
 * `token`, which its `run-name` has to show, and `task_definition`, which it has to deploy. What proves the fleet stays.
 */
export function createWorkflowFleet(fleet: Fleet, workflow: Workflow, pace: Pace = {}): Fleet {
  const { pollMs = 5_000, settleMs = 5_000, patienceMs = 120_000, followMs = 45 * 60_000 } = pace;
  const findRun = (deployment: Deployment) => workflow.findRun(tokenOf(deployment), deployment.notBefore);

  const startRun = async (deployment: Deployment): Promise<WorkflowRun> => {
    const token = tokenOf(deployment);
    const find = () => findRun(deployment);
    // A worker that died right after its order left a run that may not show yet: it must not be ordered again.
    const earlier = await lookFor(find, settleMs, Math.min(pollMs, settleMs));
    if (earlier && !hasFailed(earlier)) return earlier;
    await workflow.dispatch({ token, task_definition: deployment.taskDefinition });
    const isNew = (run: WorkflowRun | null) => (run && run.id !== earlier?.id ? run : null);
    const run = await lookFor(async () => isNew(await find()), patienceMs, pollMs);
    if (run) return run;
    const message = `GitHub took the order for ${workflow.name}, but shows no run with the token: let its run-name contain inputs.token.`;
    throw new PortError("not-found", message);
  };

  const follow = async (run: WorkflowRun, deployment: Deployment): Promise<void> => {
    const look = async () => over(await findRun(deployment));
    const ended = isOver(run) ? run : await lookFor(look, followMs, pollMs);
    if (!ended) throw new PortError("unavailable", `The run has not ended yet: ${run.html_url}`);
    if (!hasFailed(ended)) return;
    const message = `The deployment's workflow ended with “${ended.conclusion}”. Its log says where: ${ended.html_url}`;
    throw new PortError("invalid", message);
  };

  return {
    ...fleet,
    deploy: async (deployment) => {
      const already = await deployedId(fleet, deployment);
      if (already) return already;
      const run = await startRun(deployment);
      await follow(run, deployment);
      const id = await lookFor(() => deployedId(fleet, deployment), patienceMs, pollMs);
      if (id) return id;
      const message = `The run ended well, but ECS has no deployment of ${deployment.taskDefinition} from it: ${run.html_url}`;
      throw new PortError("conflict", message);
    },
    runUrl: async (deployment) => {
      const look = async () => ({ run: await findRun(deployment) });
      return (await lookFor(look, patienceMs, pollMs))?.run?.html_url ?? null;
    },
  };
}

const over = (run: WorkflowRun | null) => (run && isOver(run) ? run : null);

import type { Fleet, FleetObservation, TaskHealth } from "../../ports/fleet.ts";
import type { StepContext } from "../../ports/step-context.ts";

/** What every running, pending and draining task has to show before the next gate may open. */
export interface FleetDemand {
  /** A task created before this instant may still hold an older keyring. */
  createdAfter: Date;
  /** Entry of the secret that each task's definition must inject. */
  injects: string;
  /** Entry that none may reference any more. */
  omits?: string;
  /** Versions of which `/health` must name one as the version it encrypts with. */
  writes: readonly number[];
}

export interface ProvenTask {
  id: string;
  createdAt: string;
  keyVersion: number;
}

export interface FleetProof {
  /** What is not yet proved, one sentence each; empty when the proof holds. */
  missing: string[];
  tasks: ProvenTask[];
  /** Tasks are being replaced: what is missing may come with the end of it. */
  isRollingOut: boolean;
  /** Deployments that ECS has given up. */
  failedDeployments: string[];
}

/** Judges an observation. No task, a silent task or an unfinished rollout proves nothing. */
export function judgeFleet(
  observation: FleetObservation,
  healths: ReadonlyMap<string, TaskHealth>,
  demand: FleetDemand,
): FleetProof {
  const missing: string[] = [];
  const tasks: ProvenTask[] = [];
  if (observation.tasks.length < Math.max(1, observation.desired)) {
    missing.push(`${observation.tasks.length} of ${observation.desired} tasks are there`);
  }
  if (observation.deployments.length !== 1 || observation.deployments[0]?.rolloutState !== "COMPLETED") {
    missing.push("the rollout is not complete");
  }
  for (const task of observation.tasks) {
    const health = healths.get(task.id);
    const fault = faultOf(task, health, demand);
    if (fault) missing.push(`task ${shortId(task.id)} ${fault}`);
    else if (health?.keyVersion != null) {
      tasks.push({ id: task.id, createdAt: task.createdAt.toISOString(), keyVersion: health.keyVersion });
    }
  }
  const failedDeployments = observation.deployments
    .filter(({ rolloutState }) => rolloutState === "FAILED")
    .map(({ id }) => id);
  const isRollingOut = observation.deployments.some(({ rolloutState }) => rolloutState === "IN_PROGRESS");
  return { missing, tasks, isRollingOut, failedDeployments };
}

function faultOf(
  task: FleetObservation["tasks"][number],
  health: TaskHealth | undefined,
  demand: FleetDemand,
): string | null {
  if (task.createdAt <= demand.createdAfter) return "was created before the secret changed";
  if (!task.injects.includes(demand.injects) && !task.injects.includes("*"))
    return `is not given ${demand.injects}`;
  if (demand.omits !== undefined && task.references.includes(demand.omits))
    return `still references ${demand.omits}`;
  if (task.lastStatus !== "RUNNING" || task.desiredStatus !== "RUNNING")
    return `is ${task.lastStatus.toLowerCase()}`;
  if (!health?.ok) return "does not report healthy encryption";
  if (health.keyVersion === null || !demand.writes.includes(health.keyVersion))
    return `writes with V${health.keyVersion ?? "?"}`;
  return null;
}

function shortId(id: string): string {
  return id.slice(-8);
}

/** Observes the fleet, asks every task for its health and judges both. */
export async function proveFleet(fleet: Fleet, demand: FleetDemand): Promise<FleetProof> {
  const observation = await fleet.observe();
  const healths = new Map<string, TaskHealth>();
  await Promise.all(
    observation.tasks.map(async (task) => {
      healths.set(task.id, await fleet.health(task));
    }),
  );
  return judgeFleet(observation, healths, demand);
}

const PROOF_DEADLINE_MS = 15 * 60_000;
const PROOF_INTERVAL_MS = 1_000;

/**
 * Waits until the proof holds. Throws when ECS gives `deploymentId` up, after 15 minutes with what was still missing, or
 * when the signal aborts.
 */
export async function awaitFleetProof(
  { fleet, clock, signal }: Pick<StepContext, "fleet" | "clock" | "signal">,
  { deploymentId, demand }: { deploymentId: string; demand: FleetDemand },
): Promise<ProvenTask[]> {
  const deadline = clock.now() + PROOF_DEADLINE_MS;
  for (;;) {
    const { missing, tasks, failedDeployments } = await proveFleet(fleet, demand);
    if (missing.length === 0) return tasks;
    if (failedDeployments.includes(deploymentId)) {
      throw new Error(
        `ECS gave the deployment ${deploymentId} up: ${missing.join("; ")}. Try again starts it anew.`,
      );
    }
    if (clock.now() > deadline) {
      throw new Error(`The deployment did not finish in 15 minutes: ${missing.join("; ")}.`);
    }
    await clock.pause(PROOF_INTERVAL_MS, signal);
  }
}

import { z } from "zod";
import type { StepContext } from "../../ports/step-context.ts";
import { awaitFleetProof, type FleetDemand } from "./fleet-proof.ts";
import { instantText } from "./instant-text.ts";
import type { FactView } from "./views.ts";

const TaskProof = z.object({ id: z.string(), createdAt: z.string(), keyVersion: z.number() });

/** Evidence of a deployment: every task that was proved. */
export const Rollout = z.object({
  deploymentId: z.string(),
  taskDefinition: z.string(),
  tasks: z.array(TaskProof),
  /** Of the workflow that deployed it; null when ECS was told directly. */
  runUrl: z.string().nullable().default(null),
});

export function rolloutFacts({
  deploymentId,
  taskDefinition,
  tasks,
  runUrl,
}: z.infer<typeof Rollout>): FactView[] {
  return [
    { label: "Deployment", value: deploymentId, kind: "code" },
    { label: "Task definition", value: taskDefinition, kind: "code" },
    ...(runUrl === null ? [] : [{ label: "Workflow run", value: runUrl }]),
    ...tasks.map(
      (task): FactView => ({
        label: `Task ${task.id.slice(-8)}`,
        value: `created ${instantText(new Date(task.createdAt))}, writes with V${task.keyVersion}`,
      }),
    ),
  ];
}

/** Rolls every task of the service and waits until each is proved. Finds its own deployment again after a crash. */
export async function rollOut(
  { fleet, clock, signal }: StepContext,
  taskDefinition: string,
  demand: FleetDemand,
) {
  const deploymentId = await fleet.deploy({ taskDefinition, notBefore: demand.createdAfter });
  const tasks = await awaitFleetProof({ fleet, clock, signal }, { deploymentId, demand });
  const runUrl = (await fleet.runUrl?.({ taskDefinition, notBefore: demand.createdAfter })) ?? null;
  return { deploymentId, taskDefinition, tasks, runUrl };
}

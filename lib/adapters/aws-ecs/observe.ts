import type { Task } from "@aws-sdk/client-ecs";
import type { FleetObservation, FleetTask } from "#lib/ports/fleet.ts";
import { describeService } from "./describe-service.ts";
import type { EcsConnection } from "./ecs-connection.ts";
import { healthUrl } from "./health-url.ts";
import { listTasks } from "./list-tasks.ts";
import { injectedEntries, namedEntries } from "./secret-references.ts";
import { describeDefinition } from "./task-definitions.ts";

const EPOCH = new Date(0);

/** Task definitions never change, so an adapter reads each once. */
export type DefinitionCache = Map<string, ReturnType<typeof readDefinition>>;

export async function observe(connection: EcsConnection, cache: DefinitionCache): Promise<FleetObservation> {
  const service = await describeService(connection);
  const tasks = await liveTasks(connection);
  return {
    desired: service.desiredCount ?? 0,
    deployments: (service.deployments ?? []).map((one) => ({
      id: one.id ?? "",
      createdAt: one.createdAt ?? EPOCH,
      rolloutState: one.rolloutState ?? "UNKNOWN",
      taskDefinition: one.taskDefinition ?? "",
    })),
    tasks: await Promise.all(tasks.map((task) => describeTask(connection, cache, task))),
  };
}

async function liveTasks(connection: EcsConnection): Promise<Task[]> {
  const { reader: client, config } = connection;
  const filter = { cluster: config.cluster, serviceName: config.service };
  const tasks = await listTasks({ ...connection, client }, filter);
  return tasks.filter((task) => task.lastStatus !== "STOPPED");
}

async function describeTask(
  connection: EcsConnection,
  cache: DefinitionCache,
  task: Task,
): Promise<FleetTask> {
  const taskDefinition = task.taskDefinitionArn ?? "";
  const known = cache.get(taskDefinition) ?? readDefinition(connection, taskDefinition);
  cache.set(taskDefinition, known);
  const { injects, references, containerPort } = await known.catch((error: unknown) => {
    cache.delete(taskDefinition);
    throw error;
  });
  return {
    id: task.taskArn ?? "",
    createdAt: task.createdAt ?? EPOCH,
    lastStatus: task.lastStatus ?? "UNKNOWN",
    desiredStatus: task.desiredStatus ?? "UNKNOWN",
    taskDefinition,
    injects,
    references,
    healthUrl: healthUrl(task, containerPort, connection.config.healthPath ?? "/health"),
  };
}

async function readDefinition(connection: EcsConnection, arn: string) {
  const { definition } = await describeDefinition(connection, arn);
  const { secretId } = connection.config;
  const ports = (definition.containerDefinitions ?? []).flatMap((one) => one.portMappings ?? []);
  return {
    injects: injectedEntries(definition, secretId),
    references: namedEntries(definition, secretId),
    containerPort: ports[0]?.containerPort,
  };
}

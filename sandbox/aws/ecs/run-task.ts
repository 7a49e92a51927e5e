import { z } from "zod";
import { ApiError } from "../api-error.ts";
import { type Cluster, requireCluster } from "./cluster.ts";
import { describeTask, taskArn } from "./describe.ts";
import type { TaskDefinition } from "./task-definition.ts";

const override = z.object({
  name: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
});

export const runTaskInput = z.object({
  cluster: z.string().optional(),
  taskDefinition: z.string().min(1),
  launchType: z.enum(["EC2", "FARGATE", "EXTERNAL"]).optional(),
  startedBy: z.string().max(128).optional(),
  clientToken: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/)
    .optional(),
  networkConfiguration: z
    .object({
      awsvpcConfiguration: z.object({
        subnets: z.array(z.string().startsWith("subnet-")).min(1).max(16),
        securityGroups: z.array(z.string().startsWith("sg-")).max(5).optional(),
        assignPublicIp: z.enum(["ENABLED", "DISABLED"]).optional(),
      }),
    })
    .optional(),
  overrides: z.object({ containerOverrides: z.array(override).optional() }).optional(),
});

type Input = z.output<typeof runTaskInput>;

const refuse = (message: string) => new ApiError("InvalidParameterException", message);

function requireFitting({ networkMode, containerDefinitions }: TaskDefinition, input: Input): void {
  if (networkMode === "awsvpc" && !input.networkConfiguration) {
    throw refuse("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  const container = containerDefinitions[0]?.name;
  const unknown = input.overrides?.containerOverrides?.find(({ name }) => name !== container);
  if (unknown) {
    throw refuse(`Override for container named ${unknown.name} is not a container in the TaskDefinition.`);
  }
}

/** The task that this client token started before, whatever became of it. */
function startedBefore({ launcher, place }: Cluster, input: Input) {
  if (input.clientToken === undefined) return undefined;
  const task = launcher.list().find((one) => one.origin.clientToken === input.clientToken);
  if (task && task.origin.request !== JSON.stringify(input)) {
    const message = `The provided clientToken is already in use with a different RunTask request: ${taskArn(place, task)}`;
    throw new ApiError("ConflictException", message);
  }
  return task;
}

export async function runTask(cluster: Cluster, input: Input): Promise<object> {
  requireCluster(cluster, input.cluster);
  const { launcher, place, definitions } = cluster;
  const definition = definitions.find(input.taskDefinition);
  requireFitting(definition, input);
  const before = startedBefore(cluster, input);
  if (before) return { tasks: [describeTask(place, before)], failures: [] };
  const task = launcher.create({
    definition,
    group: `family:${definition.family}`,
    startedBy: input.startedBy,
    clientToken: input.clientToken,
    request: JSON.stringify(input),
    subnet: input.networkConfiguration?.awsvpcConfiguration.subnets[0],
  });
  const [overrides] = input.overrides?.containerOverrides ?? [];
  const environment = (overrides?.environment ?? []).map(({ name, value }) => [name, value] as const);
  const changes = { command: overrides?.command, environment: Object.fromEntries(environment) };
  await launcher.launch(task, changes);
  return { tasks: [describeTask(place, task)], failures: [] };
}

import { createHash } from "node:crypto";
import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from "@aws-sdk/client-ecs";
import type { OneOffTask, ReencryptionTasks } from "#lib/ports/reencryption-tasks.ts";
import { callsOf } from "../aws/aws-calls.ts";
import { clientOptions } from "../aws/aws-connection.ts";
import { ECS } from "./ecs-service.ts";
import { listTasks } from "./list-tasks.ts";
import { placementProblem } from "./placement-problem.ts";
import type { TasksConfig, TasksConnection } from "./tasks-connection.ts";

/** The re-encryption as a one-off ECS task. */
export function createReencryptionTasks(config: TasksConfig): ReencryptionTasks {
  const { cluster, family } = config;
  const client = new ECSClient(clientOptions(config));
  const calls = callsOf(ECS, `the task definition ${family} in the cluster ${cluster}`);
  const connection = { client, config, ...calls };
  return {
    definition: () => newestRevision(connection),
    start: async (run) => (await findStarted(connection, run.token)) ?? runTask(connection, run),
    look: (id) => look(connection, id),
    stop: (id, reason) => stop(connection, id, reason),
  };
}

async function newestRevision({ client, config, attempt, demand }: TasksConnection): Promise<string> {
  const action = "DescribeTaskDefinition";
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: config.family });
  const { taskDefinition } = await attempt(action, () => client.send(command));
  return demand(taskDefinition?.taskDefinitionArn, action);
}

const digest = (token: string) => createHash("sha256").update(token).digest("hex");
/** 36 characters: the most that older ECS accepts. */
const startedBy = (token: string) => `keyturn-${digest(token).slice(0, 28)}`;

/** Filtered here: ECS allows no other filter beside the one by who started a task, and then lists only running ones. */
async function findStarted(connection: TasksConnection, token: string): Promise<string | undefined> {
  const { cluster, family } = connection.config;
  const tasks = await listTasks(connection, { cluster, family });
  return tasks.find((task) => task.startedBy === startedBy(token))?.taskArn;
}

/** The client token lets AWS itself recognise a second sending, also before the first task is listed. */
async function runTask(
  { client, config, attempt, demand }: TasksConnection,
  { token, definition, command }: Parameters<ReencryptionTasks["start"]>[0],
): Promise<string> {
  const { cluster, container, launchType, subnets, securityGroups, assignPublicIp } = config;
  const request = new RunTaskCommand({
    cluster,
    taskDefinition: definition,
    launchType,
    count: 1,
    clientToken: digest(token),
    startedBy: startedBy(token),
    overrides: { containerOverrides: [{ name: container, command: [...command] }] },
    ...(subnets.length === 0
      ? {}
      : {
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: [...subnets],
              securityGroups: [...securityGroups],
              assignPublicIp: assignPublicIp ? "ENABLED" : "DISABLED",
            },
          },
        }),
  });
  const { tasks, failures = [] } = await attempt("RunTask", () => client.send(request));
  const [task] = demand(tasks, "RunTask");
  if (!task) throw placementProblem(failures[0]?.reason ?? "");
  return demand(task.taskArn, "RunTask");
}

async function look(
  { client, config, attempt, demand }: TasksConnection,
  id: string,
): Promise<OneOffTask | null> {
  const command = new DescribeTasksCommand({ cluster: config.cluster, tasks: [id] });
  const { tasks } = await attempt("DescribeTasks", () => client.send(command));
  const [task] = demand(tasks, "DescribeTasks");
  return task ? describe(id, task, config.container) : null;
}

/** What ECS calls an error begins its reason; the rest of it can name images, secrets and roles. */
const ERROR = /^[A-Z]\w{2,60}(?:Error|Exception)(?=:)/;

function describe(id: string, task: Task, container: string): OneOffTask {
  const isOver = task.lastStatus === "STOPPED";
  const { exitCode } = task.containers?.find((one) => one.name === container) ?? {};
  const kind = ERROR.exec(task.stoppedReason ?? "")?.[0];
  const ended = [task.stopCode, kind].filter(Boolean).join(", ");
  return {
    id,
    lastStatus: task.lastStatus ?? "UNKNOWN",
    isOver,
    exitCode: isOver ? (exitCode ?? null) : null,
    ended: isOver ? ended || "unknown" : null,
  };
}

async function stop(
  { client, config, attempt, demand }: TasksConnection,
  task: string,
  reason: string,
): Promise<void> {
  const command = new StopTaskCommand({ cluster: config.cluster, task, reason });
  const answer = await attempt("StopTask", () => client.send(command));
  demand(answer.task, "StopTask");
}

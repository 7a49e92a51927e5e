import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { AwsOptions, AwsSandbox, SandboxTask } from "./aws-sandbox.ts";
import { type Cluster, deploy } from "./ecs/cluster.ts";
import { taskArn } from "./ecs/describe.ts";
import { Service } from "./ecs/service.ts";
import { serviceActions } from "./ecs/service-actions.ts";
import type { Task } from "./ecs/task.ts";
import { taskActions } from "./ecs/task-actions.ts";
import { TaskDefinitions } from "./ecs/task-definitions.ts";
import { TaskLauncher } from "./ecs/task-launcher.ts";
import { Faults } from "./faults.ts";
import { serveAws } from "./http-endpoint.ts";
import { cloudWatchLogs } from "./logs/cloudwatch-logs.ts";
import { LogSource } from "./logs/log-source.ts";
import { DatabaseBackups } from "./rds/database-backups.ts";
import { rds } from "./rds/rds.ts";
import { readValue } from "./secrets/read-value.ts";
import { SecretBook } from "./secrets/secret-book.ts";
import { secretsManager } from "./secrets/secrets-manager.ts";
import { seedText } from "./secrets/seed-text.ts";
import { seedTaskDefinitions } from "./seed-task-definitions.ts";
import { StateFile } from "./state-file.ts";

const ACCOUNT = "123456789012";
const SECRET = "restartix-prod/env";
const DB_INSTANCE = "restartix-prod";
const HEALTHY_WITHIN_MS = 60_000;
const KILL_AFTER_MS = 8_000;

function showTask({ place }: Cluster, task: Task): SandboxTask {
  return {
    arn: taskArn(place, task),
    taskDefinition: task.origin.definition.taskDefinitionArn,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthy: task.healthy,
    port: task.port,
    pid: task.pid,
    exitCode: task.exitCode,
    stoppedReason: task.stoppedReason,
    output: task.output.lines(),
  };
}

async function startService(cluster: Cluster): Promise<void> {
  const { service, definitions, file } = cluster;
  if (service.deployments.length === 0) {
    deploy(cluster, definitions.find(file.state.serviceTaskDefinition ?? service.name));
  }
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  while (service.deployments[0]?.rolloutState === "IN_PROGRESS" && Date.now() < deadline) await delay(50);
  if (service.deployments[0]?.rolloutState === "COMPLETED") return;
  const ended = service.tasks().findLast((task) => task.stoppedReason !== undefined);
  const said = ended?.output
    .lines()
    .slice(-5)
    .map((line) => line.text);
  const reason = [ended?.stoppedReason ?? "no health answer", ...(said ?? [])].join("\n  ");
  throw new Error(`The tasks of ${service.name} did not become healthy: ${reason}`);
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await closed;
}

function buildCluster(
  options: AwsOptions,
  file: StateFile,
  parts: { book: SecretBook; faults: Faults },
): Cluster {
  const { region, cluster, service, desiredCount = 3 } = options;
  const launcher = new TaskLauncher(options.images, parts.book);
  return {
    place: { region, account: ACCOUNT, cluster },
    definitions: new TaskDefinitions(file, region, ACCOUNT),
    launcher,
    service: new Service({ name: service, desiredCount, launcher, faults: parts.faults }),
    file,
  };
}

/** Serves Secrets Manager, ECS, RDS and CloudWatch Logs on 127.0.0.1. Tasks start with `startService()`. */
export async function startAws(options: AwsOptions): Promise<AwsSandbox> {
  const file = new StateFile(options.stateFile);
  const faults = new Faults();
  const book = new SecretBook(file, options.region, ACCOUNT);
  if (!book.has(SECRET)) book.create(SECRET, { text: options.seedSecret ?? seedText() });
  const cluster = buildCluster(options, file, { book, faults });
  seedTaskDefinitions(cluster.definitions, { service: options.service, secretArn: book.find(SECRET).arn });

  const ecs = {
    target: "AmazonEC2ContainerServiceV20141113",
    actions: { ...serviceActions(cluster), ...taskActions(cluster) },
  };
  const backups = new DatabaseBackups(options.dbInstance ?? DB_INSTANCE, options.timeCompression ?? 1);
  const logs = new LogSource(() => cluster.launcher.list());
  const services = [secretsManager(book), ecs, rds(backups), cloudWatchLogs(logs)];
  const server = await serveAws(options.port, services, faults);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : options.port;

  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    backups,
    logs,
    startService: () => startService(cluster),
    secretText: () => readValue(book.find(SECRET), { versionId: undefined, stage: undefined }).text ?? "",
    secretVersions: () =>
      book.find(SECRET).versions.map((version) => ({
        versionId: version.versionId,
        stages: [...version.stages],
        createdAt: new Date(version.createdAt * 1000),
        text: version.text ?? "",
      })),
    tasks: () => cluster.launcher.list().map((task) => showTask(cluster, task)),
    stop: async () => {
      await cluster.service.stop();
      await cluster.launcher.stopAll(KILL_AFTER_MS);
      await close(server);
    },
  };
}

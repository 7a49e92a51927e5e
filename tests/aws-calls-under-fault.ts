import { randomUUID } from "node:crypto";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { createLogs } from "#lib/adapters/aws-cloudwatch-logs/logs.ts";
import { createFleet } from "#lib/adapters/aws-ecs/fleet.ts";
import { createReencryptionTasks } from "#lib/adapters/aws-ecs/reencryption-tasks.ts";
import { createBackups } from "#lib/adapters/aws-rds/backups.ts";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import { Secret } from "#lib/domain/secret.ts";
import type { TestAws } from "#sandbox/aws/start-for-test.ts";

/** Stands for a key: it must appear nowhere but in the secret. */
export const HIDDEN = `{"ENCRYPTION_KEY_V9":"${"5ec3e7".repeat(10)}beef"}`;

export interface CallUnderFault {
  /** IAM action of the request that fails. */
  permission: string;
  method: string;
  /** Whether the platform's service has to run. */
  needsService?: boolean;
  prepare: (
    env: TestAws,
    timing: { timeoutMs?: number },
  ) => Promise<{ call: () => Promise<unknown>; effects?: () => number | Promise<number> }>;
}

const SECRET_ID = "restartix-prod/env";
const SERVICE = "restartix-core-api";
const CLUSTER = "restartix-prod";

type Timing = Parameters<CallUnderFault["prepare"]>[1];

const storeOf = (env: TestAws, timing: Timing) =>
  createSecretStore({ ...env.connection, ...timing, secretId: SECRET_ID });

const fleetOf = (env: TestAws, timing: Timing) =>
  createFleet({ ...env.connection, ...timing, cluster: CLUSTER, service: SERVICE, secretId: SECRET_ID });

const tasksOf = (env: TestAws, timing: Timing) =>
  createReencryptionTasks({
    ...env.connection,
    ...timing,
    cluster: CLUSTER,
    family: "restartix-reencrypt",
    container: "reencrypt",
    launchType: "FARGATE",
    subnets: ["subnet-0a"],
    securityGroups: ["sg-0a"],
    assignPublicIp: false,
  });

const UNTIL_TOLD = [process.execPath, "-e", "setInterval(() => {}, 1000)"];

/** A version under a label of its own, and where AWSCURRENT is. */
async function labelled(env: TestAws) {
  const to = randomUUID();
  await storeOf(env, {}).put({ token: to, content: new Secret(HIDDEN), stages: ["STAGED"] });
  const from = env.aws.secretVersions().find((one) => one.stages.includes("AWSCURRENT"))?.versionId ?? "";
  const holds = (stage: string, id: string) =>
    env.aws.secretVersions().filter((one) => one.versionId === id && one.stages.includes(stage)).length;
  return { from, to, holds };
}

const SECRETS: CallUnderFault[] = [
  {
    permission: "secretsmanager:GetSecretValue",
    method: "read",
    prepare: async (env, timing) => ({ call: () => storeOf(env, timing).read({ stage: "AWSCURRENT" }) }),
  },
  {
    permission: "secretsmanager:PutSecretValue",
    method: "put",
    prepare: async (env, timing) => {
      const version = { token: randomUUID(), content: new Secret(HIDDEN), stages: ["STAGED"] };
      return {
        call: () => storeOf(env, timing).put(version),
        effects: () => env.aws.secretVersions().filter((one) => one.text === HIDDEN).length,
      };
    },
  },
  {
    permission: "secretsmanager:UpdateSecretVersionStage",
    method: "moveStage",
    prepare: async (env, timing) => {
      const { from, to, holds } = await labelled(env);
      return {
        call: () => storeOf(env, timing).moveStage({ stage: "AWSCURRENT", from, to }),
        // AWSPREVIOUS tells that it moved once: a second move would have taken it along.
        effects: () => holds("AWSCURRENT", to) * holds("AWSPREVIOUS", from),
      };
    },
  },
  {
    permission: "secretsmanager:UpdateSecretVersionStage",
    method: "removeStage",
    prepare: async (env, timing) => {
      const { to, holds } = await labelled(env);
      return {
        call: () => storeOf(env, timing).removeStage({ stage: "STAGED", from: to }),
        effects: () => 1 - holds("STAGED", to),
      };
    },
  },
  {
    permission: "secretsmanager:DescribeSecret",
    method: "changedAt",
    prepare: async (env, timing) => ({ call: () => storeOf(env, timing).changedAt() }),
  },
  {
    permission: "secretsmanager:ListSecretVersionIds",
    method: "listVersions",
    prepare: async (env, timing) => ({ call: () => storeOf(env, timing).listVersions() }),
  },
];

const observing = (permission: string): CallUnderFault => ({
  permission,
  method: "observe",
  needsService: true,
  prepare: async (env, timing) => ({ call: () => fleetOf(env, timing).observe() }),
});

async function newestRevision(env: TestAws) {
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: SERVICE });
  return (await env.ecs.send(command)).taskDefinition ?? {};
}

const FLEET: CallUnderFault[] = [
  ...["DescribeServices", "ListTasks", "DescribeTasks", "DescribeTaskDefinition"].map((action) =>
    observing(`ecs:${action}`),
  ),
  {
    permission: "ecs:RegisterTaskDefinition",
    method: "ensureInjects",
    needsService: true,
    prepare: async (env, timing) => ({
      call: () => fleetOf(env, timing).ensureInjects("ENCRYPTION_KEY_V2", "ENCRYPTION_KEY_V1"),
      effects: async () => ((await newestRevision(env)).revision ?? 0) - 1,
    }),
  },
  {
    permission: "ecs:UpdateService",
    method: "deploy",
    needsService: true,
    prepare: async (env, timing) => {
      const { taskDefinitionArn: taskDefinition = "" } = await newestRevision(env);
      const notBefore = new Date();
      const command = new DescribeServicesCommand({ cluster: CLUSTER, services: [SERVICE] });
      return {
        call: () => fleetOf(env, timing).deploy({ taskDefinition, notBefore }),
        effects: async () => {
          const deployments = (await env.ecs.send(command)).services?.[0]?.deployments ?? [];
          return deployments.filter((one) => (one.createdAt ?? 0) >= notBefore).length;
        },
      };
    },
  },
];

const TASKS: CallUnderFault[] = [
  {
    permission: "ecs:RunTask",
    method: "start",
    prepare: async (env, timing) => {
      const run = { token: randomUUID(), definition: "restartix-reencrypt:1", command: UNTIL_TOLD };
      return { call: () => tasksOf(env, timing).start(run), effects: () => env.aws.tasks().length };
    },
  },
  {
    permission: "ecs:StopTask",
    method: "stop",
    prepare: async (env, timing) => {
      const run = { token: randomUUID(), definition: "restartix-reencrypt:1", command: UNTIL_TOLD };
      const id = await tasksOf(env, {}).start(run);
      return {
        call: () => tasksOf(env, timing).stop(id, "cancelled"),
        effects: () => env.aws.tasks().filter((one) => one.stoppedReason === "cancelled").length,
      };
    },
  },
];

const READINGS: CallUnderFault[] = [
  ...["rds:DescribeDBInstances", "rds:DescribeDBSnapshots"].map((permission) => ({
    permission,
    method: "state",
    prepare: async (env: TestAws, timing: Timing) => ({
      call: () => createBackups({ ...env.connection, ...timing, instanceId: "restartix-prod" }).state(),
    }),
  })),
  {
    permission: "logs:FilterLogEvents",
    method: "findErrors",
    prepare: async (env, timing) => {
      const logGroup = `/test/${randomUUID()}`;
      const client = new CloudWatchLogsClient(env.connection);
      await client.send(new CreateLogGroupCommand({ logGroupName: logGroup }));
      return { call: () => createLogs({ ...env.connection, ...timing, logGroup }).findErrors(new Date(0)) };
    },
  },
];

export const CALLS_UNDER_FAULT = [...SECRETS, ...FLEET, ...TASKS, ...READINGS];

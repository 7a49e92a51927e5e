import {
  type Deployment,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { expect, onTestFinished, test, vi } from "vitest";
import { startAws } from "../start-aws.ts";
import { startForTest, type TestAws } from "../start-for-test.ts";

const cluster = "restartix-prod";
const service = "restartix-core-api";

async function start(options: { desiredCount?: number } = {}): Promise<TestAws> {
  const env = await startForTest(options);
  onTestFinished(() => env[Symbol.asyncDispose]());
  return env;
}

async function primary({ ecs }: TestAws): Promise<Deployment> {
  const found = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const deployment = found.services?.[0]?.deployments?.find((one) => one.status === "PRIMARY");
  if (!deployment) throw new Error("no primary deployment");
  return deployment;
}

const completed = (env: TestAws) =>
  vi.waitFor(async () => expect((await primary(env)).rolloutState).toBe("COMPLETED"), 30_000);

const redeploy = (env: TestAws, taskDefinition?: string) =>
  env.ecs.send(
    new UpdateServiceCommand({
      cluster,
      service,
      forceNewDeployment: true,
      ...(taskDefinition ? { taskDefinition } : {}),
    }),
  );

/** Registers a revision whose container also has `secret` injected from the JSON entry of the same name. */
async function withEntry(env: TestAws, entry: string): Promise<string> {
  const { taskDefinition } = await env.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: service }),
  );
  const [container] = taskDefinition?.containerDefinitions ?? [];
  const like = container?.secrets?.find((one) => one.name === "ENCRYPTION_KEY_V1")?.valueFrom ?? "";
  const secret = { name: entry, valueFrom: like.replace("ENCRYPTION_KEY_V1", entry) };
  const made = await env.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: service,
      containerDefinitions: [{ ...container, secrets: [...(container?.secrets ?? []), secret] }],
    }),
  );
  return made.taskDefinition?.taskDefinitionArn ?? "";
}

const liveTasks = (env: TestAws) => env.aws.tasks().filter((task) => task.desiredStatus === "RUNNING");

test("a deployment rolls task by task, never below the desired number, and new tasks read the secret anew", {
  timeout: 60_000,
}, async () => {
  const env = await start();
  await env.aws.startService();
  const first = liveTasks(env).map((task) => task.pid);
  expect(first).toHaveLength(3);

  const text = env.aws
    .secretText()
    .replace(`"ENCRYPTION_CURRENT_VERSION": "1"`, `"ENCRYPTION_CURRENT_VERSION": "2"`);
  await env.secrets.send(new PutSecretValueCommand({ SecretId: "restartix-prod/env", SecretString: text }));
  await redeploy(env);
  let fewest = 3;
  await vi.waitFor(
    async () => {
      fewest = Math.min(
        fewest,
        env.aws.tasks().filter((task) => task.healthy && task.lastStatus === "RUNNING").length,
      );
      expect((await primary(env)).rolloutState).toBe("COMPLETED");
    },
    { timeout: 30_000, interval: 20 },
  );
  expect(fewest).toBe(3);

  const tasks = liveTasks(env);
  expect(tasks.map((task) => task.pid)).not.toContain(first[0]);
  for (const task of tasks) {
    const health = await (await fetch(`http://127.0.0.1:${task.port}/health`)).text();
    expect(health).toContain("key version 2");
  }
  const listed = await env.ecs.send(
    new ListTasksCommand({ cluster, serviceName: service, desiredStatus: "STOPPED" }),
  );
  const old = await env.ecs.send(new DescribeTasksCommand({ cluster, tasks: listed.taskArns ?? [] }));
  expect(old.tasks?.map((task) => [task.lastStatus, task.containers?.[0]?.exitCode])).toEqual(
    Array.from({ length: 3 }, () => ["STOPPED", 0]),
  );
  for (const pid of first) expect(() => process.kill(pid ?? 0, 0)).toThrow();
});

test("a task whose secret entry does not exist fails to start, and the old tasks stay", {
  timeout: 60_000,
}, async () => {
  const env = await start({ desiredCount: 2 });
  await env.aws.startService();
  const before = liveTasks(env).map((task) => task.arn);
  await redeploy(env, await withEntry(env, "ENCRYPTION_KEY_V2"));
  await vi.waitFor(async () => expect((await primary(env)).rolloutState).toBe("FAILED"), 30_000);
  expect(liveTasks(env).map((task) => task.arn)).toEqual(before);
  const reasons = env.aws.tasks().flatMap((task) => task.stoppedReason ?? []);
  expect(reasons[0]).toMatch(/^ResourceInitializationError: .*did not contain json key ENCRYPTION_KEY_V2/);
});

test("a task that dies is replaced, and the revision that runs survives a restart", {
  timeout: 60_000,
}, async () => {
  const env = await start({ desiredCount: 1 });
  await env.aws.startService();
  const [victim] = liveTasks(env);
  process.kill(victim?.pid ?? 0, "SIGKILL");
  await vi.waitFor(() => {
    const [now] = liveTasks(env);
    expect(now?.healthy && now.arn !== victim?.arn).toBe(true);
  }, 20_000);

  const arn = await withEntry(env, "DATABASE_URL");
  await redeploy(env, arn);
  await completed(env);
  await env.aws.stop();
  const again = await startAws(env.options);
  await again.startService();
  expect(again.tasks().map((task) => task.taskDefinition)).toEqual([arn]);
  await again.stop();
});

test("a stuck deployment leaves its task pending until the fault is cleared", {
  timeout: 60_000,
}, async () => {
  const env = await start({ desiredCount: 1 });
  await env.aws.startService();
  env.aws.faults.inject({ kind: "stuck-deployment" });
  await redeploy(env);
  await vi.waitFor(
    () => expect(env.aws.tasks().map((task) => task.lastStatus)).toEqual(["RUNNING", "PENDING"]),
    10_000,
  );
  expect((await primary(env)).rolloutState).toBe("IN_PROGRESS");
  env.aws.faults.clear();
  await completed(env);
});

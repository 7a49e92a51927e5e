import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { createFleet } from "./fleet.ts";

const SLOW = { timeout: 60_000 };
const FAMILY = "restartix-core-api";
let env: TestAws;

beforeAll(async () => {
  env = await startForTest({ desiredCount: 2 });
  await env.aws.startService();
  const text = env.aws.secretText();
  const withKey = text.replace(/\n}\s*$/, `,\n  "ENCRYPTION_KEY_V2": "${"0f".repeat(32)}"\n}\n`);
  await env.secrets.send(
    new PutSecretValueCommand({ SecretId: "restartix-prod/env", SecretString: withKey }),
  );
}, 60_000);
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => env.aws.faults.clear());

const fleet = (service = FAMILY) =>
  createFleet({ ...env.connection, cluster: "restartix-prod", service, secretId: "restartix-prod/env" });

const revision = async (): Promise<number> =>
  (await env.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: FAMILY }))).taskDefinition
    ?.revision ?? 0;

const settled = () =>
  vi.waitFor(
    async () => {
      const { deployments } = await fleet().observe();
      expect(deployments.map((one) => one.rolloutState)).toEqual(["COMPLETED"]);
    },
    { timeout: 30_000, interval: 100 },
  );

test("every task is observed with the entries that it injects, and tells its key version", SLOW, async () => {
  const { desired, tasks } = await fleet().observe();
  expect([desired, tasks.length]).toEqual([2, 2]);
  for (const task of tasks) {
    expect(task).toMatchObject({ lastStatus: "RUNNING", desiredStatus: "RUNNING" });
    expect(task.injects).toEqual(["ENCRYPTION_KEY_V1", "ENCRYPTION_CURRENT_VERSION"]);
    expect(await fleet().health(task)).toEqual({
      ok: true,
      message: "Encryption working with key version 1",
      keyVersion: 1,
    });
  }
});

describe("a new entry", () => {
  test(
    "is referenced like the old one, in one new revision, even when the first answer is lost",
    SLOW,
    async () => {
      const before = await revision();
      env.aws.faults.inject({ kind: "lose-answer", action: "RegisterTaskDefinition", times: 1 });
      const arn = await fleet().ensureInjects("ENCRYPTION_KEY_V2", "ENCRYPTION_KEY_V1");
      expect(await fleet().ensureInjects("ENCRYPTION_KEY_V2", "ENCRYPTION_KEY_V1")).toBe(arn);
      expect(await revision()).toBe(before + 1);
      const { taskDefinition } = await env.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: arn }),
      );
      const [container] = taskDefinition?.containerDefinitions ?? [];
      expect(container?.secrets?.map((secret) => secret.name)).toEqual([
        "ENCRYPTION_KEY_V1",
        "ENCRYPTION_CURRENT_VERSION",
        "ENCRYPTION_KEY_V2",
      ]);
      expect(taskDefinition).toMatchObject({ networkMode: "awsvpc", cpu: "512", memory: "1024" });
      expect(container?.logConfiguration?.logDriver).toBe("awslogs");
    },
  );

  test("is refused when nothing like it is injected", SLOW, async () => {
    const before = await revision();
    const refused = fleet().ensureInjects("ENCRYPTION_KEY_V9", "ENCRYPTION_KEY_V8");
    await expect(refused).rejects.toMatchObject({ code: "invalid" });
    expect(await revision()).toBe(before);
  });

  test("a reference pinned to a label or version does not count as injected", SLOW, async () => {
    const { taskDefinition } = await env.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: FAMILY }),
    );
    const [container] = taskDefinition?.containerDefinitions ?? [];
    const pinned = container?.secrets?.map((secret) => ({
      ...secret,
      valueFrom: secret.valueFrom?.replace("ENCRYPTION_KEY_V2::", "ENCRYPTION_KEY_V2:AWSPREVIOUS:"),
    }));
    await env.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: FAMILY,
        containerDefinitions: [{ ...container, secrets: pinned }],
      }),
    );
    const arn = await fleet().ensureInjects("ENCRYPTION_KEY_V2", "ENCRYPTION_KEY_V1");
    expect(arn).toMatch(new RegExp(`:${await revision()}$`));
    expect(await revision()).toBe((taskDefinition?.revision ?? 0) + 2);
  });
});

describe("a deployment", () => {
  test("is started once for one instant, also when its answer is lost", SLOW, async () => {
    const taskDefinition = await fleet().ensureInjects("ENCRYPTION_KEY_V2", "ENCRYPTION_KEY_V1");
    const notBefore = new Date();
    env.aws.faults.inject({ kind: "lose-answer", action: "UpdateService", times: 1 });
    const id = await fleet().deploy({ taskDefinition, notBefore });
    expect(await fleet().deploy({ taskDefinition, notBefore })).toBe(id);
    await settled();
    const { deployments, tasks } = await fleet().observe();
    expect(deployments.map((one) => one.id)).toEqual([id]);
    for (const task of tasks) {
      expect(task.injects).toContain("ENCRYPTION_KEY_V2");
      expect(task.createdAt.getTime()).toBeGreaterThanOrEqual(notBefore.getTime());
    }
    expect(await fleet().deploy({ taskDefinition, notBefore: new Date() })).not.toBe(id);
    await settled();
  });

  test("pending and draining tasks are observed", SLOW, async () => {
    env.aws.faults.inject({ kind: "stuck-deployment" });
    const [{ taskDefinition } = { taskDefinition: "" }] = (await fleet().observe()).deployments;
    await fleet().deploy({ taskDefinition, notBefore: new Date() });
    await vi.waitFor(async () => {
      const statuses = (await fleet().observe()).tasks.map((task) => task.lastStatus);
      expect(statuses.toSorted()).toEqual(["PENDING", "RUNNING", "RUNNING"]);
    }, 10_000);
    env.aws.faults.clear();
    const seen = new Set<string>();
    await vi.waitFor(
      async () => {
        for (const task of (await fleet().observe()).tasks)
          seen.add(`${task.lastStatus} ${task.desiredStatus}`);
        expect([...seen]).toContain("DEACTIVATING STOPPED");
      },
      { timeout: 20_000, interval: 20 },
    );
    await settled();
  });
});

test("errors name the missing permission, and an unknown service is not found", SLOW, async () => {
  env.aws.faults.inject({ kind: "access-denied", action: "ListTasks" });
  await expect(fleet().observe()).rejects.toMatchObject({ code: "access-denied", retryable: false });
  await expect(fleet().observe()).rejects.toThrow(/ecs:ListTasks/);
  env.aws.faults.clear();
  await expect(fleet("other").observe()).rejects.toMatchObject({ code: "not-found" });
});

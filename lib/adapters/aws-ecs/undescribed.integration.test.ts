import { StopTaskCommand } from "@aws-sdk/client-ecs";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { createFleet } from "./fleet.ts";

const cluster = "restartix-prod";
let env: TestAws;

beforeAll(async () => {
  env = await startForTest({ desiredCount: 2 });
  await env.aws.startService();
}, 60_000);
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => env.aws.faults.clear());

const observe = (changes: { service?: string } = {}) =>
  createFleet({
    ...env.connection,
    cluster,
    service: "restartix-core-api",
    secretId: "restartix-prod/env",
    ...changes,
  }).observe();

/** ECS knows these tasks and reports every other as missing. */
function describeOnly(arns: string[]): void {
  const [known, missing] = [true, false].map((isKnown) =>
    env.aws.tasks().filter(({ arn }) => arns.includes(arn) === isKnown),
  );
  const body = JSON.stringify({
    tasks: known?.map((task) => ({ ...task, taskArn: task.arn, taskDefinitionArn: task.taskDefinition })),
    failures: missing?.map(({ arn }) => ({ arn, reason: "MISSING" })),
  });
  env.aws.faults.inject({ kind: "garbage", action: "DescribeTasks", body });
}

test("a running task that ECS does not describe is not left out: the fleet is unavailable", async () => {
  const [first, second] = (await observe()).tasks.map((task) => task.id);
  describeOnly([first ?? ""]);
  await expect(observe()).rejects.toMatchObject({ code: "unavailable", retryable: true });
  env.aws.faults.clear();
  describeOnly([first ?? "", second ?? ""]);
  expect((await observe()).tasks).toHaveLength(2);
});

test("a stopped task that ECS has forgotten is left out", { timeout: 40_000 }, async () => {
  const [task = ""] = (await observe()).tasks.map(({ id }) => id);
  await env.ecs.send(new StopTaskCommand({ cluster, task }));
  const live = await vi.waitFor(
    async () => {
      const ids = (await observe()).tasks.map(({ id }) => id);
      expect(ids).not.toContain(task);
      expect(ids).toHaveLength(2);
      return ids;
    },
    { timeout: 30_000, interval: 100 },
  );
  describeOnly(live);
  expect((await observe()).tasks.map(({ id }) => id)).toEqual(live);
});

test("a service that ECS reports as missing is not found, and both settings are named", async () => {
  const missing = observe({ service: "no-such-service" });
  await expect(missing).rejects.toMatchObject({ code: "not-found" });
  await expect(missing).rejects.toThrow(/ECS_CLUSTER and ECS_SERVICE/);
});

test("a service that ECS cannot describe for another reason is unavailable, not absent", async () => {
  const body = JSON.stringify({ services: [], failures: [{ arn: "service", reason: "BUSY" }] });
  env.aws.faults.inject({ kind: "garbage", action: "DescribeServices", body });
  await expect(observe()).rejects.toMatchObject({ code: "unavailable" });
});

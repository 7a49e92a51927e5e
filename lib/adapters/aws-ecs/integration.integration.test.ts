import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { ecsIntegration } from "./integration.ts";

const [cluster, service] = ["restartix-prod", "restartix-core-api"];
let env: TestAws;

beforeAll(async () => {
  env = await startForTest({ desiredCount: 1 });
  await env.aws.startService();
}, 60_000);
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => env.aws.faults.clear());

const integration = () =>
  ecsIntegration({ ...env.connection, cluster, service, secretId: "restartix-prod/env" }, null);

test("a right that is taken away after a test that passed fails the next one", async () => {
  const system = integration();
  await system.test();
  for (const action of ["DescribeServices", "ListTasks", "DescribeTasks", "DescribeTaskDefinition"]) {
    env.aws.faults.inject({ kind: "access-denied", action });
    await expect(system.test()).rejects.toThrow(`ecs:${action} on`);
    env.aws.faults.clear();
  }
});

test("without tasks the definition of the service is still described, and only the calls made are listed", async () => {
  expect((await integration().test())[0]?.checked).toContain("DescribeTasks");
  await env.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 }));
  await vi.waitFor(
    async () => {
      const [checked] = await integration().test();
      expect(checked?.detail).toContain("0 of 0 tasks");
      expect(checked?.checked).toBe("DescribeServices, DescribeTaskDefinition and ListTasks of the service");
    },
    { timeout: 20_000, interval: 100 },
  );
  env.aws.faults.inject({ kind: "access-denied", action: "DescribeTaskDefinition" });
  await expect(integration().test()).rejects.toThrow("ecs:DescribeTaskDefinition on");
});

import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { createFleet } from "./fleet.ts";

const FAMILY = "restartix-core-api";
const [V1, V2] = ["ENCRYPTION_KEY_V1", "ENCRYPTION_KEY_V2"] as const;
let env: TestAws;

beforeEach(async () => {
  env = await startForTest({ desiredCount: 1 });
  await env.aws.startService();
});
afterEach(() => env[Symbol.asyncDispose]());

const fleet = () =>
  createFleet({
    ...env.connection,
    cluster: "restartix-prod",
    service: FAMILY,
    secretId: "restartix-prod/env",
  });

async function describeRevision(id = FAMILY): Promise<TaskDefinition> {
  const { taskDefinition } = await env.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: id }));
  return taskDefinition ?? {};
}

/** Registers the newest revision with its containers changed; returns the ARN. */
async function register(change: (container: ContainerDefinition) => ContainerDefinition[]): Promise<string> {
  const { containerDefinitions = [] } = await describeRevision();
  const command = new RegisterTaskDefinitionCommand({
    family: FAMILY,
    containerDefinitions: containerDefinitions.flatMap(change),
  });
  return (await env.ecs.send(command)).taskDefinition?.taskDefinitionArn ?? "";
}

async function addKey(): Promise<void> {
  const SecretString = env.aws.secretText().replace(/\n}\s*$/, `,\n  "${V2}": "${"0f1e".repeat(16)}"\n}\n`);
  await env.secrets.send(new PutSecretValueCommand({ SecretId: "restartix-prod/env", SecretString }));
}

const reaches = (state: string) =>
  vi.waitFor(
    async () => {
      const { deployments } = await fleet().observe();
      expect(deployments[0]?.rolloutState).toBe(state);
    },
    { timeout: 30_000, interval: 100 },
  );

async function put(taskDefinition: string): Promise<void> {
  await fleet().deploy({ taskDefinition, notBefore: new Date() });
  await reaches("COMPLETED");
}

describe("an entry that goes", () => {
  test("is named by no container of one new revision, which is otherwise the same", async () => {
    await addKey();
    await put(await fleet().ensureInjects(V2, V1));
    const before = await describeRevision();
    env.aws.faults.inject({ kind: "lose-answer", action: "RegisterTaskDefinition", times: 1 });
    const arn = await fleet().ensureOmits(V1);
    expect(await fleet().ensureOmits(V1)).toBe(arn);
    const after = await describeRevision(arn);
    expect(after.revision).toBe((before.revision ?? 0) + 1);
    const [container] = before.containerDefinitions ?? [];
    const secrets = container?.secrets?.filter((one) => one.name !== V1);
    expect(secrets?.map((one) => one.name)).toEqual(["ENCRYPTION_CURRENT_VERSION", V2]);
    expect(after.containerDefinitions).toEqual([{ ...container, secrets }]);
    expect(after).toMatchObject({ networkMode: "awsvpc", cpu: "512", memory: "1024" });
    await put(arn);
    const { tasks } = await fleet().observe();
    expect(tasks.map((task) => task.references)).toEqual([["ENCRYPTION_CURRENT_VERSION", V2]]);
    expect(await fleet().ensureOmits(V1)).toBe(arn);
  });

  test("is taken from every container, whatever the variable is called and wherever it is pinned", async () => {
    const arn = await register((container) => {
      const [first] = container.secrets ?? [];
      const pinned = first?.valueFrom?.replace(`${V1}::`, `${V1}:AWSPREVIOUS:`) ?? "";
      const sidecar = { name: "LEGACY_KEY", valueFrom: first?.valueFrom ?? "" };
      return [
        { ...container, secrets: [...(container.secrets ?? []), { name: "OLDER_KEY", valueFrom: pinned }] },
        { name: "sidecar", image: FAMILY, essential: false, secrets: [sidecar] },
      ];
    });
    await fleet().deploy({ taskDefinition: arn, notBefore: new Date() });
    const omitting = await describeRevision(await fleet().ensureOmits(V1));
    expect(omitting.containerDefinitions?.map((one) => one.secrets?.map(({ name }) => name))).toEqual([
      ["ENCRYPTION_CURRENT_VERSION"],
      [],
    ]);
  });

  test("leaves the revision in use where the whole secret is given, and its tasks name nothing", async () => {
    const arn = await register((container) => {
      const secrets = container.secrets?.slice(1).concat({
        name: "SECRET",
        valueFrom: container.secrets[0]?.valueFrom?.replace(`:${V1}::`, "") ?? "",
      });
      return [{ ...container, secrets }];
    });
    await put(arn);
    expect(await fleet().ensureOmits(V1)).toBe(arn);
    const [task] = (await fleet().observe()).tasks;
    expect([task?.injects, task?.references]).toEqual([["*"], ["ENCRYPTION_CURRENT_VERSION"]]);
  });

  test("is refused to go where a container is given the whole secret from a fixed version", async () => {
    const arn = await register((container) => {
      const valueFrom = container.secrets?.[0]?.valueFrom?.replace(`:${V1}::`, "::AWSPREVIOUS:") ?? "";
      return [{ ...container, secrets: [{ name: "SECRET", valueFrom }] }];
    });
    await fleet().deploy({ taskDefinition: arn, notBefore: new Date() });
    await expect(fleet().ensureOmits(V1)).rejects.toMatchObject({ code: "invalid" });
    expect((await describeRevision()).taskDefinitionArn).toBe(arn);
  });

  test("does not bring in a newest revision that somebody registered for another release", async () => {
    const foreign = await register((container) => [
      { ...container, secrets: [], environment: [{ name: "RELEASE", value: "next" }] },
    ]);
    const arn = await fleet().ensureOmits(V1);
    expect(arn).not.toBe(foreign);
    const [container] = (await describeRevision(arn)).containerDefinitions ?? [];
    expect(container?.environment).toEqual([{ name: "APP_ENV", value: "sandbox" }]);
  });
});

test("a deployment that failed is replaced by a new one of the same revision", async () => {
  const notBefore = new Date();
  const taskDefinition = await fleet().ensureInjects(V2, V1);
  const failed = await fleet().deploy({ taskDefinition, notBefore });
  await reaches("FAILED");
  await addKey();
  const again = await fleet().deploy({ taskDefinition, notBefore });
  expect(again).not.toBe(failed);
  expect(await fleet().deploy({ taskDefinition, notBefore })).toBe(again);
  await reaches("COMPLETED");
  expect((await fleet().observe()).tasks.map((task) => task.injects)).toEqual([
    [V1, "ENCRYPTION_CURRENT_VERSION", V2],
  ]);
});

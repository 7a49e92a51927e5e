import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Secret } from "#lib/domain/secret.ts";
import type { Fault } from "#sandbox/aws/faults.ts";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { secretStoreContract } from "./secret-store.contract.ts";
import { createSecretStore } from "./secret-store.ts";

vi.setConfig({ testTimeout: 60_000 });

let env: TestAws;
beforeAll(async () => {
  env = await startForTest();
});
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => env.aws.faults.clear());

const store = () => createSecretStore({ ...env.connection, secretId: "restartix-prod/env" });

describe("against the sandbox", () => secretStoreContract(() => env.aws.url));

describe("under faults", () => {
  const content = new Secret(`{"do-not-print":"hunter2"}`);
  const put = () => store().put({ token: randomUUID(), content, stages: ["STAGED"] });

  test.each([
    ["throttle", "PutSecretValue"],
    ["server-error", "PutSecretValue"],
    ["lose-answer", "PutSecretValue"],
  ] as const)("%s of a few calls is retried and adds one version", async (kind, action) => {
    const before = (await store().listVersions()).length;
    env.aws.faults.inject({ kind, action, times: 2 });
    await put();
    expect(await store().listVersions()).toHaveLength(before + 1);
  });

  test.each([
    [{ kind: "throttle", action: "*" }, "throttled", true],
    [{ kind: "server-error", action: "*" }, "unavailable", true],
    [{ kind: "access-denied", action: "*" }, "access-denied", false],
  ] as [Fault, string, boolean][])(
    "%j that lasts becomes an error without any value",
    async (fault, code, retryable) => {
      env.aws.faults.inject(fault);
      const refused = put();
      await expect(refused).rejects.toMatchObject({ code, retryable });
      await expect(refused).rejects.not.toThrow(/hunter2/);
    },
  );

  test("a denial names the permission that is missing", async () => {
    env.aws.faults.inject({ kind: "access-denied", action: "PutSecretValue" });
    await expect(put()).rejects.toThrow(/secretsmanager:PutSecretValue on the secret restartix-prod\/env/);
  });

  test("a label move whose answer is lost is recognised as done", async () => {
    const { versionId: from } = await store().read({ stage: "AWSCURRENT" });
    const to = randomUUID();
    await store().put({ token: to, content, stages: ["STAGED"] });
    env.aws.faults.inject({ kind: "lose-answer", action: "UpdateSecretVersionStage", times: 1 });
    await store().moveStage({ stage: "AWSCURRENT", from, to });
    expect((await store().read({ stage: "AWSCURRENT" })).versionId).toBe(to);
  });
});

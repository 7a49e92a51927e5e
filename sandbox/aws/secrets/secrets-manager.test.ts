import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  type ListSecretVersionIdsCommandOutput,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startAws } from "../start-aws.ts";
import { startForTest, type TestAws } from "../start-for-test.ts";

vi.setConfig({ testTimeout: 60_000 });

let env: TestAws;
beforeAll(async () => {
  env = await startForTest();
});
afterAll(() => env[Symbol.asyncDispose]());

async function secretWith(text: string): Promise<{ SecretId: string; first: string }> {
  const name = `test/${randomUUID()}`;
  const made = await env.secrets.send(new CreateSecretCommand({ Name: name, SecretString: text }));
  return { SecretId: name, first: made.VersionId ?? "" };
}

async function labels(SecretId: string): Promise<Record<string, string>> {
  const found = await env.secrets.send(new DescribeSecretCommand({ SecretId }));
  const pairs = Object.entries(found.VersionIdsToStages ?? {});
  return Object.fromEntries(pairs.flatMap(([id, stages]) => stages.map((stage) => [stage, id])));
}

const put = (SecretId: string, text: string, token: string, stages?: string[]) =>
  env.secrets.send(
    new PutSecretValueCommand({
      SecretId,
      SecretString: text,
      ClientRequestToken: token,
      ...(stages ? { VersionStages: stages } : {}),
    }),
  );

const read = () => env.secrets.send(new GetSecretValueCommand({ SecretId: "restartix-prod/env" }));

describe("Secrets Manager of the sandbox", () => {
  test("a new version without stages takes AWSCURRENT and leaves AWSPREVIOUS on the old one", async () => {
    const { SecretId, first } = await secretWith("one");
    const token = randomUUID();
    await put(SecretId, "two", token);
    expect(await labels(SecretId)).toEqual({ AWSCURRENT: token, AWSPREVIOUS: first });
  });

  test("a staged version leaves AWSCURRENT alone and can be read by stage and by id", async () => {
    const { SecretId, first } = await secretWith("one");
    const token = randomUUID();
    await put(SecretId, "two", token, ["STAGED"]);
    expect(await labels(SecretId)).toEqual({ AWSCURRENT: first, STAGED: token });
    const staged = await env.secrets.send(new GetSecretValueCommand({ SecretId, VersionStage: "STAGED" }));
    expect(staged).toMatchObject({ VersionId: token, SecretString: "two", VersionStages: ["STAGED"] });
    const byId = await env.secrets.send(new GetSecretValueCommand({ SecretId, VersionId: first }));
    expect(byId.SecretString).toBe("one");
  });

  test("a token used twice with the same content does nothing, with other content is refused", async () => {
    const { SecretId } = await secretWith("one");
    const token = randomUUID();
    await put(SecretId, "two", token);
    await put(SecretId, "three", randomUUID());
    const before = await labels(SecretId);
    await put(SecretId, "two", token);
    expect(await labels(SecretId)).toEqual(before);
    await expect(put(SecretId, "four", token)).rejects.toMatchObject({ name: "ResourceExistsException" });
  });

  test("a label leaves a version only if the caller names the version that holds it", async () => {
    const { SecretId, first } = await secretWith("one");
    const second = randomUUID();
    const third = randomUUID();
    await put(SecretId, "two", second, ["STAGED"]);
    await put(SecretId, "three", third, ["OTHER"]);
    const move = (from: string | undefined, to: string | undefined, stage = "AWSCURRENT") =>
      env.secrets.send(
        new UpdateSecretVersionStageCommand({
          SecretId,
          VersionStage: stage,
          ...(from ? { RemoveFromVersionId: from } : {}),
          ...(to ? { MoveToVersionId: to } : {}),
        }),
      );
    const invalid = { name: "InvalidParameterException" };
    await expect(move(third, second)).rejects.toMatchObject(invalid);
    await expect(move(undefined, second)).rejects.toMatchObject(invalid);
    await expect(move(first, undefined)).rejects.toMatchObject(invalid);
    await expect(move(undefined, undefined)).rejects.toMatchObject(invalid);
    await expect(move(first, randomUUID())).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(await labels(SecretId)).toMatchObject({ AWSCURRENT: first });
    await move(first, second);
    await move(second, undefined, "STAGED");
    expect(await labels(SecretId)).toEqual({ AWSCURRENT: second, AWSPREVIOUS: first, OTHER: third });
  });

  test("versions without a label are listed only when asked for, page by page", async () => {
    const { SecretId } = await secretWith("0");
    for (const text of ["1", "2", "3", "4"]) await put(SecretId, text, randomUUID());
    const labelled = await env.secrets.send(new ListSecretVersionIdsCommand({ SecretId }));
    expect(labelled.Versions).toHaveLength(2);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const answer: ListSecretVersionIdsCommandOutput = await env.secrets.send(
        new ListSecretVersionIdsCommand({
          SecretId,
          IncludeDeprecated: true,
          MaxResults: 2,
          ...(token ? { NextToken: token } : {}),
        }),
      );
      seen.push(...(answer.Versions ?? []).map((version) => version.VersionId ?? ""));
      token = answer.NextToken;
    } while (token);
    expect(new Set(seen).size).toBe(5);
  });

  test("a missing or malformed parameter is refused without repeating a value", async () => {
    const text = "s3cr3t".repeat(12_000);
    const refused = put("restartix-prod/env", text, randomUUID());
    await expect(refused).rejects.toMatchObject({ name: "ValidationException" });
    await expect(refused).rejects.not.toThrow(/s3cr3t/);
    const short = put("restartix-prod/env", "x", "too-short");
    await expect(short).rejects.toMatchObject({ name: "ValidationException" });
    const missing = env.secrets.send(new GetSecretValueCommand({ SecretId: "no/such" }));
    await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("an unsigned request is refused", async () => {
    const response = await fetch(env.aws.url, {
      method: "POST",
      headers: { "x-amz-target": "secretsmanager.GetSecretValue" },
      body: JSON.stringify({ SecretId: "restartix-prod/env" }),
    });
    expect(response.status).toBe(403);
  });

  test("the secret survives a restart in a file that only its owner can read", async () => {
    const before = env.aws.secretVersions();
    expect(statSync(env.options.stateFile).mode & 0o777).toBe(0o600);
    const again = await startAws(env.options);
    expect(again.secretVersions()).toEqual(before);
    await again.stop();
  });

  test("the seeded secret holds one key, its number and 20 other entries", () => {
    const entries = JSON.parse(env.aws.secretText()) as Record<string, unknown>;
    const key = entries.ENCRYPTION_KEY_V1;
    expect(typeof key === "string" && /^[0-9a-f]{64}$/.test(key)).toBe(true);
    expect(entries.ENCRYPTION_CURRENT_VERSION).toBe("1");
    expect(Object.keys(entries)).toHaveLength(22);
  });
});

describe("faults", () => {
  test.each([
    ["throttle", "ThrottlingException"],
    ["server-error", "InternalServiceError"],
    ["access-denied", "AccessDeniedException"],
  ] as const)("%s refuses as often as it was told to", async (kind, name) => {
    env.aws.faults.inject({ kind, action: "GetSecretValue", times: 2 });
    await expect(read()).rejects.toMatchObject({ name });
    await expect(read()).rejects.toMatchObject({ name });
    await expect(read()).resolves.toMatchObject({ Name: "restartix-prod/env" });
  });

  test("a lost answer means that the call was performed and the caller saw the connection break", async () => {
    const { SecretId } = await secretWith("one");
    env.aws.faults.inject({ kind: "lose-answer", action: "PutSecretValue", times: 1 });
    const token = randomUUID();
    await expect(put(SecretId, "two", token)).rejects.toThrow();
    expect(await labels(SecretId)).toMatchObject({ AWSCURRENT: token });
  });
});

import { randomUUID } from "node:crypto";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import { Secret } from "#lib/domain/secret.ts";
import { BinaryVersionError } from "#lib/ports/binary-version-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import type { Account } from "./aws-world.ts";

async function newSecret(account: Account, value: { SecretString: string } | { SecretBinary: Uint8Array }) {
  const { connection } = account();
  const client = new SecretsManagerClient(connection);
  const secretId = `contract/${randomUUID()}`;
  const { VersionId: first = "" } = await client.send(new CreateSecretCommand({ Name: secretId, ...value }));
  client.destroy();
  return { store: createSecretStore({ ...connection, secretId }), first };
}

const put = (store: SecretStore, text: string, stages: string[], token: string = randomUUID()) =>
  store.put({ token, content: new Secret(text), stages }).then(() => token);

async function labels(store: SecretStore): Promise<Record<string, string>> {
  const versions = await store.listVersions();
  return Object.fromEntries(
    versions.flatMap(({ versionId, stages }) => stages.map((stage) => [stage, versionId])),
  );
}

function contentContract(account: Account): void {
  test("content comes back exactly as it was put, by stage and by version", async () => {
    const { store, first } = await newSecret(account, { SecretString: "{}" });
    const text = `{ "a":"ș 🏥 \\u0041", "n": 9007199254740993 }\n`;
    const staged = await put(store, text, ["STAGED"]);
    const byStage = await store.read({ stage: "STAGED" });
    expect([byStage.versionId, byStage.content.reveal()]).toEqual([staged, text]);
    expect((await store.read({ versionId: first })).content.reveal()).toBe("{}");
    expect(await labels(store)).toEqual({ AWSCURRENT: first, STAGED: staged });
  });

  test("putting again with the same token and content does nothing, with other content is a conflict", async () => {
    const { store } = await newSecret(account, { SecretString: "{}" });
    const token = await put(store, "{ }", ["STAGED"]);
    await put(store, "{ }", ["STAGED"], token);
    expect(await store.listVersions()).toHaveLength(2);
    await expect(put(store, "{  }", ["STAGED"], token)).rejects.toMatchObject({ code: "conflict" });
    expect((await store.read({ versionId: token })).content.reveal()).toBe("{ }");
  });

  test("a version that does not exist is not found, and a binary secret is refused", async () => {
    const { store } = await newSecret(account, { SecretString: "{}" });
    await expect(store.read({ stage: "NOBODY" })).rejects.toMatchObject({ code: "not-found" });
    await expect(store.read({ versionId: randomUUID() })).rejects.toMatchObject({ code: "not-found" });
    const binary = await newSecret(account, { SecretBinary: new Uint8Array([1, 2, 3]) });
    await expect(binary.store.read({ stage: "AWSCURRENT" })).rejects.toBeInstanceOf(BinaryVersionError);
  });

  test("more versions than fit on a page are all listed, those without a label too", async () => {
    const { store, first } = await newSecret(account, { SecretString: "{}" });
    const tokens = [first];
    for (let n = 0; n < 9; n += 1) tokens.push(await put(store, `{"n":${n}}`, ["STAGED"]));
    const listed = await store.listVersions();
    expect(listed.map((one) => one.versionId).toSorted()).toEqual(tokens.toSorted());
    expect(listed.filter((one) => one.stages.length === 0)).toHaveLength(8);
  });

  test("the instant of the last change is told, and does not go back", async () => {
    const { store } = await newSecret(account, { SecretString: "{}" });
    const before = await store.changedAt();
    await put(store, "{ }", ["STAGED"]);
    expect((await store.changedAt()).getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  test("a secret that does not exist is not found, and the setting is named", async () => {
    const missing = createSecretStore({ ...account().connection, secretId: `none/${randomUUID()}` });
    const refused = missing.read({ stage: "AWSCURRENT" });
    await expect(refused).rejects.toMatchObject({ code: "not-found" });
    await expect(refused).rejects.toThrow("SECRET_ID");
  });
}

function labelContract(account: Account): void {
  test("AWSCURRENT moves only from the version that holds it, leaves AWSPREVIOUS, and moves once", async () => {
    const { store, first } = await newSecret(account, { SecretString: "{}" });
    const second = await put(store, "{ }", ["STAGED"]);
    const third = await put(store, "{  }", ["OTHER"]);
    const wrong = store.moveStage({ stage: "AWSCURRENT", from: third, to: second });
    await expect(wrong).rejects.toMatchObject({ code: "conflict" });
    expect(await labels(store)).toMatchObject({ AWSCURRENT: first });
    await store.moveStage({ stage: "AWSCURRENT", from: first, to: second });
    await store.moveStage({ stage: "AWSCURRENT", from: first, to: second });
    expect(await labels(store)).toEqual({
      AWSCURRENT: second,
      AWSPREVIOUS: first,
      STAGED: second,
      OTHER: third,
    });
  });

  test("a label is removed from the version that holds it and from no other", async () => {
    const { store } = await newSecret(account, { SecretString: "{}" });
    const second = await put(store, "{ }", ["STAGED"]);
    const third = await put(store, "{  }", ["OTHER"]);
    await store.removeStage({ stage: "STAGED", from: third });
    expect(await labels(store)).toMatchObject({ STAGED: second });
    await store.removeStage({ stage: "STAGED", from: second });
    await store.removeStage({ stage: "STAGED", from: second });
    await store.moveStage({ stage: "STAGED", from: null, to: third });
    expect(await labels(store)).toMatchObject({ STAGED: third });
    await store.removeStage({ stage: "STAGED", from: third });
    expect(Object.keys(await labels(store)).toSorted()).toEqual(["AWSCURRENT", "OTHER"]);
    expect((await store.read({ versionId: second })).content.reveal()).toBe("{ }");
  });
}

/** What Keyturn relies on in Secrets Manager. moto fails instead of refusing to list the versions of a secret that is not there. */
export function secretStoreContract(account: Account): void {
  contentContract(account);
  labelContract(account);
}

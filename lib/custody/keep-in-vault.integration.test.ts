import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import { createVault } from "#lib/adapters/onepassword/vault.ts";
import { seedText } from "#sandbox/aws/secrets/seed-text.ts";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { ONEPASSWORD } from "#sandbox/outside/onepassword-api.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { createKeyCustody } from "./key-custody.ts";

const LABEL = "RestartiX Encryption Key V2 - Feb 2026";
let env: TestAws;
let outside: TestOutside;
beforeAll(async () => {
  env = await startForTest();
  outside = await startOutsideForTest();
});
afterAll(async () => {
  await outside[Symbol.asyncDispose]();
  await env[Symbol.asyncDispose]();
});
beforeEach(() => outside.outside.vault.save([]));

async function newWorld(text = seedText()) {
  const secretId = await env.createSecret(text);
  const store = createSecretStore({ ...env.connection, secretId });
  const vault = createVault({ ...ONEPASSWORD, host: outside.outside.onePasswordUrl, scope: secretId });
  return { store, custody: createKeyCustody(store, null, vault) };
}

const items = () => outside.outside.vault.items;
const keptKey = () => items()[0]?.fields.find(({ type }) => type === "CONCEALED")?.value;

async function keyIn(stage: string, { store }: Awaited<ReturnType<typeof newWorld>>): Promise<string> {
  const { content } = await store.read({ stage });
  return (JSON.parse(content.reveal()) as Record<string, string>)["ENCRYPTION_KEY_V2"] ?? "";
}

test("the vault holds the staged key under its label, once, and the worker returns none of it", async () => {
  const world = await newWorld();
  await world.custody.stageNewKey({ version: 2, token: randomUUID() });
  const kept = await world.custody.keepInVault({ version: 2, label: LABEL });
  const key = await keyIn("KEYTURN_STAGED", world);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect([keptKey(), kept]).toEqual([key, { itemId: items()[0]?.id, label: LABEL }]);
  expect(inspect([kept, world.custody], { depth: 9, showHidden: true })).not.toContain(key);
  const staged = await world.custody.state();
  await world.custody.promoteStaged({
    version: 2,
    baseVersionId: staged.versionId,
    stagedVersionId: staged.staged?.versionId ?? "",
  });
  expect(await world.custody.keepInVault({ version: 2, label: LABEL })).toEqual(kept);
  expect(items()).toHaveLength(1);
});

test("what the vault holds is found by version and fingerprint when the key is in no secret any more, and removed for good", async () => {
  const world = await newWorld();
  const { fingerprint } = await world.custody.stageNewKey({ version: 2, token: randomUUID() });
  await world.custody.keepInVault({ version: 2, label: LABEL });
  await world.custody.dropStaged({ version: 2 });
  const key = { version: 2, fingerprint, vaultItem: null };
  const itemIds = await world.custody.vaultItems(key);
  expect(itemIds).toHaveLength(1);
  await world.custody.removeFromVault({ itemIds });
  await world.custody.removeFromVault({ itemIds });
  expect([items(), await world.custody.vaultItems(key)]).toEqual([[], []]);
});

test("a key that does not exist, or is malformed, is never written", async () => {
  const none = await newWorld();
  const missing = none.custody.keepInVault({ version: 2, label: LABEL });
  await expect(missing).rejects.toMatchObject({ code: "not-found" });
  const malformed = await newWorld(seedText().replace(/\n}\n$/, `,"ENCRYPTION_KEY_V2": "tooshort"}`));
  const refused = malformed.custody.keepInVault({ version: 2, label: LABEL });
  await expect(refused).rejects.toMatchObject({ code: "invalid" });
  expect(items()).toEqual([]);
});

test("without a vault nothing is written, found or removed", async () => {
  const { store } = await newWorld();
  const custody = createKeyCustody(store);
  await custody.stageNewKey({ version: 2, token: randomUUID() });
  expect(await custody.keepInVault({ version: 2, label: LABEL })).toBeNull();
  const key = { version: 2, fingerprint: "0123456789abcdef", vaultItem: null };
  expect(await custody.vaultItems(key)).toEqual([]);
  await custody.removeFromVault({ itemIds: [] });
  expect(items()).toEqual([]);
});

test("without the vault that a copy was written to, nothing passes for removed: the settings are named", async () => {
  const { store } = await newWorld();
  const custody = createKeyCustody(store);
  const vaultItem = "a".repeat(26);
  const refused = { code: "invalid", message: expect.stringContaining("Set OP_CONNECT_HOST") as string };
  const key = { version: 2, fingerprint: "0123456789abcdef", vaultItem };
  await expect(custody.vaultItems(key)).rejects.toMatchObject(refused);
  await expect(custody.removeFromVault({ itemIds: [vaultItem] })).rejects.toMatchObject(refused);
});

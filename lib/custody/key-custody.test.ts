import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import { Secret } from "#lib/domain/secret.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { seedText } from "#sandbox/aws/secrets/seed-text.ts";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { createKeyCustody } from "./key-custody.ts";

vi.setConfig({ testTimeout: 60_000 });

let env: TestAws;
beforeAll(async () => {
  env = await startForTest();
});
afterAll(() => env[Symbol.asyncDispose]());

async function withSecret(text = seedText()) {
  const store = createSecretStore({ ...env.connection, secretId: await env.createSecret(text) });
  return { text, store, custody: createKeyCustody(store) };
}

const current = async (store: SecretStore) => (await store.read({ stage: "AWSCURRENT" })).content.reveal();

async function edit(store: SecretStore, change: (text: string) => string): Promise<void> {
  const content = new Secret(change(await current(store)));
  await store.put({ token: randomUUID(), content, stages: ["AWSCURRENT"] });
}

const otherPassword = (text: string) => text.replace(`"MAINTENANCE_MODE": false`, `"MAINTENANCE_MODE": true`);

describe("staging a new key", () => {
  test("adds one entry under KEYTURN_STAGED and leaves AWSCURRENT alone", async () => {
    const { text, store, custody } = await withSecret();
    const staged = await custody.stageNewKey({ version: 2, token: randomUUID() });
    expect(await current(store)).toBe(text);
    const diff = await custody.diffStaged({ version: 2 });
    const changed = diff.filter((entry) => entry.change !== "unchanged");
    expect(changed).toEqual([
      { name: "ENCRYPTION_KEY_V2", change: "added", detail: `key with fingerprint ${staged.fingerprint}` },
    ]);
    expect(diff).toHaveLength(23);
    const state = await custody.state();
    expect(state.keys.map((key) => key.version)).toEqual([1]);
    expect(state.staged?.keys.at(-1)).toEqual({ version: 2, fingerprint: staged.fingerprint });
    expect(state.otherEntries).toHaveLength(20);
  });

  test("a number that any version of the secret has ever held is refused, deprecated ones included", async () => {
    const { store, custody } = await withSecret();
    await custody.stageNewKey({ version: 2, token: randomUUID() });
    await store.removeStage({
      stage: "KEYTURN_STAGED",
      from: (await store.read({ stage: "KEYTURN_STAGED" })).versionId,
    });
    const again = custody.stageNewKey({ version: 2, token: randomUUID() });
    await expect(again).rejects.toMatchObject({ code: "conflict" });
    expect(await custody.findVersionHolding({ version: 2, except: randomUUID() })).not.toBeNull();
    expect(await custody.findVersionHolding({ version: 3, except: randomUUID() })).toBeNull();
  });

  test("two workers with the same token stage one key", async () => {
    const { store, custody } = await withSecret();
    const token = randomUUID();
    const both = await Promise.all([1, 2].map(() => custody.stageNewKey({ version: 2, token })));
    expect(both[0]?.fingerprint).toBe(both[1]?.fingerprint);
    expect(await store.listVersions()).toHaveLength(2);
  });

  test.each([
    ["malformed JSON", "{"],
    ["duplicate names", `{"ENCRYPTION_KEY_V1":"x","ENCRYPTION_KEY_V1":"y"}`],
    ["a key of the wrong length", `{"ENCRYPTION_KEY_V1":"abcd","ENCRYPTION_CURRENT_VERSION":"1"}`],
  ])("%s in the secret is refused and nothing is written", async (_, text) => {
    const { store, custody } = await withSecret(text);
    await expect(custody.stageNewKey({ version: 2, token: randomUUID() })).rejects.toMatchObject({
      code: "invalid",
    });
    expect(await store.listVersions()).toHaveLength(1);
  });
});

describe("promotion", () => {
  test("makes the staged version current, keeps every other byte and removes the label", async () => {
    const { text, store, custody } = await withSecret();
    const staged = await custody.stageNewKey({ version: 2, token: randomUUID() });
    const before = Date.now() - 1;
    const promoted = await custody.promoteStaged({ version: 2, ...staged });
    expect(promoted.fingerprint).toBe(staged.fingerprint);
    expect(Date.parse(promoted.movedAt)).toBeGreaterThanOrEqual(before);
    const now = await current(store);
    expect(now.replace(/,"ENCRYPTION_KEY_V2": "[0-9a-f]{64}"/, "")).toBe(text);
    expect((await custody.state()).staged).toBeNull();
    expect(await custody.promoteStaged({ version: 2, ...staged })).toEqual(promoted);
    const plan = await custody.restage({ version: 2, token: randomUUID() });
    expect(plan).toEqual(staged);
    expect(
      (await custody.diffStaged({ version: 2 })).filter((entry) => entry.change !== "unchanged"),
    ).toHaveLength(1);
  });

  test("is refused when AWSCURRENT moved, and restaging carries the same key onto the newer secret", async () => {
    const { store, custody } = await withSecret();
    const staged = await custody.stageNewKey({ version: 2, token: randomUUID() });
    await edit(store, otherPassword);
    await expect(custody.promoteStaged({ version: 2, ...staged })).rejects.toMatchObject({
      code: "conflict",
    });
    const token = randomUUID();
    const again = await custody.restage({ version: 2, token });
    expect(again.fingerprint).toBe(staged.fingerprint);
    expect(await custody.restage({ version: 2, token })).toEqual(again);
    await custody.promoteStaged({ version: 2, ...again });
    expect(await current(store)).toContain(`"MAINTENANCE_MODE": true`);
  });

  test("refuses a staged version in which anything else was changed", async () => {
    const { store, custody } = await withSecret();
    const staged = await custody.stageNewKey({ version: 2, token: randomUUID() });
    const tampered = otherPassword((await store.read({ stage: "KEYTURN_STAGED" })).content.reveal());
    const token = randomUUID();
    await store.put({ token, content: new Secret(tampered), stages: ["KEYTURN_STAGED"] });
    const diff = await custody.diffStaged({ version: 2 });
    expect(diff.find((entry) => entry.name === "MAINTENANCE_MODE")?.change).toBe("changed");
    const move = custody.promoteStaged({ version: 2, ...staged, stagedVersionId: token });
    await expect(move).rejects.toMatchObject({ code: "invalid" });
    expect((await custody.state()).versionId).toBe(staged.baseVersionId);
  });
});

describe("what people do by hand meanwhile", () => {
  test("an edit on top of the promoted secret does not undo the promotion when it is run again", async () => {
    const { store, custody } = await withSecret();
    const staged = await custody.stageNewKey({ version: 2, token: randomUUID() });
    await custody.promoteStaged({ version: 2, ...staged });
    await edit(store, otherPassword);
    const again = await custody.promoteStaged({ version: 2, ...staged });
    expect(again.fingerprint).toBe(staged.fingerprint);
    expect(await current(store)).toContain(`"MAINTENANCE_MODE": true`);
  });

  test("a staging label moved back to an outdated version returns to the right one", async () => {
    const { store, custody } = await withSecret();
    const outdated = await custody.stageNewKey({ version: 2, token: randomUUID() });
    await edit(store, otherPassword);
    const token = randomUUID();
    const right = await custody.restage({ version: 2, token });
    const { stagedVersionId: from } = right;
    await store.moveStage({ stage: "KEYTURN_STAGED", from, to: outdated.stagedVersionId });
    expect(await custody.restage({ version: 2, token })).toEqual(right);
    expect((await custody.state()).staged?.versionId).toBe(from);
  });

  test("a staging label taken by a version without the key does not hide the key", async () => {
    const { text, store, custody } = await withSecret();
    const staged = await custody.stageNewKey({ version: 2, token: randomUUID() });
    await store.put({ token: randomUUID(), content: new Secret(text), stages: ["KEYTURN_STAGED"] });
    expect(await custody.restage({ version: 2, token: randomUUID() })).toEqual(staged);
  });

  test("two different keys of one number stop the rotation", async () => {
    const { text, store, custody } = await withSecret();
    for (const digits of ["0f", "1e"]) {
      const other = text.replace(/\n}\n$/, `,"ENCRYPTION_KEY_V2": "${digits.repeat(32)}"}`);
      await store.put({ token: randomUUID(), content: new Secret(other), stages: [`HAND_${digits}`] });
    }
    const refused = custody.restage({ version: 2, token: randomUUID() });
    await expect(refused).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("switching the current version", () => {
  test("changes one entry, once, and only when the key is there", async () => {
    const { text, store, custody } = await withSecret();
    const change = { from: 1, to: 2, token: randomUUID() };
    await expect(custody.switchCurrentVersion(change)).rejects.toMatchObject({ code: "invalid" });
    await custody.promoteStaged({
      version: 2,
      ...(await custody.stageNewKey({ version: 2, token: randomUUID() })),
    });
    const switched = await custody.switchCurrentVersion(change);
    expect(await custody.switchCurrentVersion(change)).toEqual(switched);
    const now = await current(store);
    expect(now.replace(/,"ENCRYPTION_KEY_V2": "[0-9a-f]{64}"/, "")).toBe(
      text.replace(`"ENCRYPTION_CURRENT_VERSION": "1"`, `"ENCRYPTION_CURRENT_VERSION": "2"`),
    );
    expect((await custody.keyring()).currentVersion).toBe(2);
    const wrong = custody.switchCurrentVersion({ from: 1, to: 1, token: randomUUID() });
    await expect(wrong).rejects.toMatchObject({ code: "conflict" });
  });
});

test("where the store's time of change does not follow labels, the move is dated after it", async () => {
  const { store } = await withSecret();
  const custody = createKeyCustody({ ...store, changedAt: async () => new Date(0) });
  const staged = await custody.stageNewKey({ version: 2, token: randomUUID() });
  const before = Date.now();
  const { movedAt } = await custody.promoteStaged({ version: 2, ...staged });
  expect(Date.parse(movedAt)).toBeGreaterThanOrEqual(before);
});

test("a test key is generated and proved without touching the secret", async () => {
  const { store, custody } = await withSecret();
  await custody.rehearseGeneration();
  expect(await store.listVersions()).toHaveLength(1);
});

test("nothing that the custody returns or throws contains a value of the secret", async () => {
  const { store, custody } = await withSecret();
  const shown: unknown[] = [];
  const keep = async (promise: Promise<unknown>) =>
    shown.push(await promise.catch((error: unknown) => error));
  const staged = await custody.stageNewKey({ version: 2, token: randomUUID() });
  await keep(custody.diffStaged({ version: 2 }));
  await keep(custody.stageNewKey({ version: 2, token: randomUUID() }));
  await keep(custody.promoteStaged({ version: 2, ...staged, baseVersionId: randomUUID() }));
  await keep(custody.promoteStaged({ version: 2, ...staged }));
  await keep(custody.switchCurrentVersion({ from: 7, to: 1, token: randomUUID() }));
  await keep(custody.diffRemoval({ version: 2 }));
  await keep(custody.removeKey({ version: 1, token: randomUUID() }));
  await keep(custody.versionsHolding({ version: 2 }));
  await keep(custody.state());
  await keep(custody.keyring());
  const values = Object.values(JSON.parse(await current(store)) as object).filter(
    (one) => String(one).length > 5,
  );
  const text = inspect(shown, { depth: 20, showHidden: true }) + JSON.stringify(shown);
  expect(values.filter((one) => text.includes(String(one)))).toEqual([]);
});

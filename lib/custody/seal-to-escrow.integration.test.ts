import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { armor, Decrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEscrow } from "#lib/adapters/age-escrow/escrow.ts";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import type { SealedCopy } from "#lib/ports/escrow.ts";
import { seedText } from "#sandbox/aws/secrets/seed-text.ts";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { createKeyCustody } from "./key-custody.ts";
import type { EscrowDesk } from "./seal-to-escrow.ts";

const LABEL = "RestartiX Encryption Key V2 - Feb 2026";
let env: TestAws;
let identities: string[];
beforeAll(async () => {
  env = await startForTest();
  identities = await Promise.all([generateIdentity(), generateIdentity()]);
});
afterAll(() => env[Symbol.asyncDispose]());

/** A desk whose archive keeps the first copy of each key, as the database does. */
async function newWorld({ recipients = identities.length, text = seedText() } = {}) {
  const store = createSecretStore({ ...env.connection, secretId: await env.createSecret(text) });
  const archived: (SealedCopy & { keyVersion: number })[] = [];
  const holders = await Promise.all(identities.slice(0, recipients).map(identityToRecipient));
  const desk: EscrowDesk = {
    ...createEscrow({ recipients: holders }),
    archive: async (copy) => {
      if (!archived.some(({ keyVersion }) => keyVersion === copy.keyVersion)) archived.push(copy);
    },
    find: async (keyVersion) => {
      const copy = archived.find((one) => one.keyVersion === keyVersion);
      return copy ? { label: copy.label, recipients: copy.recipients.length, sha256: copy.sha256 } : null;
    },
  };
  return { store, desk, archived, custody: createKeyCustody(store, desk) };
}

async function opened(copy: SealedCopy | undefined, identity: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(armor.decode(copy?.sealed ?? ""), "text");
}

async function keyIn(stage: string, { store }: Awaited<ReturnType<typeof newWorld>>): Promise<string> {
  const { content } = await store.read({ stage });
  return (JSON.parse(content.reveal()) as Record<string, string>)["ENCRYPTION_KEY_V2"] ?? "";
}

test("each recipient alone opens the copy and finds the staged key; the worker returns none of it", async () => {
  const world = await newWorld();
  await world.custody.stageNewKey({ version: 2, token: randomUUID() });
  const sealed = await world.custody.sealToEscrow({ version: 2, label: LABEL });
  const [copy] = world.archived;
  expect(sealed).toEqual({ label: LABEL, recipients: 2, sha256: copy?.sha256 });
  const key = await keyIn("KEYTURN_STAGED", world);
  for (const identity of identities) expect(await opened(copy, identity)).toBe(key);
  expect(inspect([sealed, world.archived], { depth: 9, showHidden: true })).not.toContain(key);
});

test("a key is sealed once: called again, also after promotion, the archived copy is returned", async () => {
  const world = await newWorld();
  const staged = await world.custody.stageNewKey({ version: 2, token: randomUUID() });
  const first = await world.custody.sealToEscrow({ version: 2, label: LABEL });
  await world.custody.promoteStaged({ version: 2, ...staged });
  const later = createKeyCustody(world.store, {
    ...world.desk,
    seal: () => Promise.reject(new Error("sealed again")),
  });
  expect(await later.sealToEscrow({ version: 2, label: "another month" })).toEqual(first);
  expect(world.archived).toHaveLength(1);
});

test("a key that was promoted before it was sealed is read from AWSCURRENT", async () => {
  const world = await newWorld();
  const staged = await world.custody.stageNewKey({ version: 2, token: randomUUID() });
  await world.custody.promoteStaged({ version: 2, ...staged });
  await world.custody.sealToEscrow({ version: 2, label: LABEL });
  expect(await opened(world.archived[0], identities[0] ?? "")).toBe(await keyIn("AWSCURRENT", world));
});

test("two workers at the same instant both report the one copy that was kept", async () => {
  const { custody, archived } = await newWorld();
  await custody.stageNewKey({ version: 2, token: randomUUID() });
  const both = await Promise.all([1, 2].map(() => custody.sealToEscrow({ version: 2, label: LABEL })));
  expect(both[0]).toEqual(both[1]);
  expect(both[0]?.sha256).toBe(archived[0]?.sha256);
});

test("a worker killed before the copy was kept seals it on return", async () => {
  const { store, desk, archived, custody } = await newWorld();
  await custody.stageNewKey({ version: 2, token: randomUUID() });
  const dying = createKeyCustody(store, { ...desk, archive: () => Promise.reject(new Error("killed")) });
  await expect(dying.sealToEscrow({ version: 2, label: LABEL })).rejects.toThrow("killed");
  expect(archived).toEqual([]);
  expect(await custody.sealToEscrow({ version: 2, label: LABEL })).toMatchObject({ recipients: 2 });
});

test("without recipients nothing is sealed and nothing is archived", async () => {
  const { store, custody, archived } = await newWorld({ recipients: 0 });
  await custody.stageNewKey({ version: 2, token: randomUUID() });
  expect(await custody.sealToEscrow({ version: 2, label: LABEL })).toBeNull();
  expect(await createKeyCustody(store).sealToEscrow({ version: 2, label: LABEL })).toBeNull();
  expect(archived).toEqual([]);
});

test("a key that does not exist, or is malformed, is never sealed", async () => {
  const none = await newWorld();
  const missing = none.custody.sealToEscrow({ version: 2, label: LABEL });
  await expect(missing).rejects.toMatchObject({ code: "not-found" });
  const text = seedText().replace(/\n}\n$/, `,"ENCRYPTION_KEY_V2": "tooshort"}`);
  const malformed = await newWorld({ text });
  const refused = malformed.custody.sealToEscrow({ version: 2, label: LABEL });
  await expect(refused).rejects.toMatchObject({ code: "invalid" });
  expect([...none.archived, ...malformed.archived]).toEqual([]);
});

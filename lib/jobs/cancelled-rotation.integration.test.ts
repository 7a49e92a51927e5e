import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { cancelRotation } from "#lib/operations/rotation/cancel-rotation.ts";
import { createRotation } from "#lib/operations/rotation/create-rotation.ts";
import { current, must } from "#tests/operations-world.ts";
import { optionalSettings } from "#tests/outages.ts";
import { approve, beginRotation, complete, openWorkerWorld, type WorkerWorld } from "#tests/worker-world.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let it: WorkerWorld;
beforeAll(async () => {
  it = await openWorkerWorld({
    timeCompression: 100_000,
    escrowRecipients: await identityToRecipient(await generateIdentity()),
  });
  Object.assign(it.environment, optionalSettings(it));
  it.startWorker();
  await beginRotation(it);
});
afterAll(() => it[Symbol.asyncDispose]());

const labels = () =>
  it.env.aws
    .secretVersions()
    .flatMap(({ stages }) => stages)
    .toSorted();
/** What 1Password holds. */
const kept = () => it.outside.outside.vault.items.map(({ fields }) => fields[0]?.label);
const rows = async (sql: string) => (await it.world.database.pool.query(sql)).rows as unknown[];

const notDropped = () => rows("SELECT new_version FROM key_rotation.rotation WHERE key_dropped_at IS NULL");
const dropping = (remaining: unknown[]) =>
  vi.waitFor(async () => expect(await notDropped()).toEqual(remaining), { timeout: 30_000, interval: 100 });

test("cancelling before the key is current drops it everywhere, and changes nothing else; one that waits for the vault keeps no other", async () => {
  const before = it.env.aws.secretText();
  while ((await current(it.world)).stepId !== "store-key") await complete(it);
  const { id, version } = await approve(it);
  expect(labels()).toContain("KEYTURN_STAGED");
  expect(kept()).toEqual(["ENCRYPTION_KEY_V2"]);
  const { vault } = it.outside.outside;
  // Another key that somebody keeps under the same number.
  const foreign = vault.items.map((item) => ({
    ...item,
    id: "f".repeat(26),
    tags: item.tags.map((tag) => (tag.startsWith("key-") ? "key-0123456789abcdef" : tag)),
  }));
  vault.save([...vault.items, ...foreign]);
  const target = { phaseRunId: id, version, reason: "The release of the platform was moved." };
  const { interruptions } = it.outside.outside;
  interruptions.add("/onepassword", { kind: "cut" }, Number.POSITIVE_INFINITY);
  await must(cancelRotation(it.world.web, it.world.people.ana, target));
  await cancelAnother();
  await dropping([{ new_version: 2 }]);
  interruptions.clear();
  await dropping([]);
  expect(labels()).not.toContain("KEYTURN_STAGED");
  expect(it.env.aws.secretText()).toBe(before);
  expect(await rows("SELECT FROM key_rotation.escrow_copy")).toEqual([]);
  expect(vault.items).toEqual(foreign);
  expect(await rows("SELECT state FROM key_rotation.key_version WHERE number = 2")).toEqual([
    { state: "destroyed" },
  ]);
  expect(
    await rows("SELECT status FROM key_rotation.approval_request ORDER BY requested_at DESC LIMIT 1"),
  ).toEqual([{ status: "void" }]);
});

/** One that never had a key: it waits for no vault. */
async function cancelAnother(): Promise<void> {
  await must(createRotation(it.world.web, it.world.people.ana, {}));
  const { id, version } = await current(it.world);
  const target = { phaseRunId: id, version, reason: "Opened while the vault was down." };
  await must(cancelRotation(it.world.web, it.world.people.ana, target));
}

test("the next rotation takes the next number, and its key becomes current", async () => {
  await must(createRotation(it.world.web, it.world.people.ana, {}));
  expect(await rows("SELECT new_version FROM key_rotation.rotation WHERE status = 'active'")).toEqual([
    { new_version: 4 },
  ]);
  while ((await current(it.world)).stepId !== "deploy") await complete(it);
  expect(it.env.aws.secretText()).toContain("ENCRYPTION_KEY_V4");
  expect(it.env.aws.secretText()).not.toContain("ENCRYPTION_KEY_V2");
});

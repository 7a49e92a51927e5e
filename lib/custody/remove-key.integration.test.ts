import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import { Secret } from "#lib/domain/secret.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { seedText } from "#sandbox/aws/secrets/seed-text.ts";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { intercept, Killed, killedAt } from "#tests/intercepted-store.ts";
import { createKeyCustody } from "./key-custody.ts";

let env: TestAws;
beforeAll(async () => {
  env = await startForTest();
});
afterAll(() => env[Symbol.asyncDispose]());

const OLD_ENTRY = /,\n {2}"ENCRYPTION_KEY_V1": "[0-9a-f]{64}"/;
const ONLY_ONE_KEY = `{"ENCRYPTION_KEY_V2": "${"0f1e".repeat(16)}", "ENCRYPTION_CURRENT_VERSION": 2}`;

/** A secret whose writes use V2 and that still holds V1 between its other entries. */
function switchedText(): string {
  return seedText()
    .replace(`"ENCRYPTION_CURRENT_VERSION": "1"`, `"ENCRYPTION_CURRENT_VERSION": "2"`)
    .replace(/\n}\n$/, `,"ENCRYPTION_KEY_V2": "${randomBytes(32).toString("hex")}"\n}\n`);
}

async function newWorld(text = switchedText()) {
  const store = createSecretStore({ ...env.connection, secretId: await env.createSecret(text) });
  return { text, store, custody: createKeyCustody(store), token: randomUUID() };
}
type World = Awaited<ReturnType<typeof newWorld>>;

const current = async (store: SecretStore) => (await store.read({ stage: "AWSCURRENT" })).content.reveal();

const retire = (store: SecretStore, { token }: World) =>
  createKeyCustody(store).removeKey({ version: 1, token });

async function put(store: SecretStore, text: string): Promise<void> {
  await store.put({ token: randomUUID(), content: new Secret(text), stages: ["AWSCURRENT"] });
}

const edited = (text: string) => text.replace(`"RATE_LIMIT_BURST":  1.50e+2`, `"RATE_LIMIT_BURST":  1.75e+2`);

/** V1 is gone, every other byte is as in `original`, and none of Keyturn's labels is left. */
async function expectRetired({ store }: World, original: string): Promise<void> {
  expect(await current(store)).toBe(original.replace(OLD_ENTRY, ""));
  const labels = (await store.listVersions()).flatMap(({ stages }) => stages);
  expect(labels.toSorted()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
}

async function countCalls(): Promise<number> {
  const world = await newWorld();
  const counted = intercept(world.store, (_, send) => send());
  await retire(counted.store, world);
  await expectRetired(world, world.text);
  return counted.calls();
}

async function atEachCall(run: (moment: number, world: World) => Promise<void>): Promise<void> {
  const calls = await countCalls();
  for (let moment = 1; moment <= calls; moment += 1) await run(moment, await newWorld());
}

describe("removing a key", () => {
  test("takes out one entry, keeps every other byte, and does it once", async () => {
    const world = await newWorld();
    const before = Date.now() - 1;
    const removed = await world.custody.removeKey({ version: 1, token: world.token });
    await expectRetired(world, world.text);
    expect(Date.parse(removed.changedAt)).toBeGreaterThanOrEqual(before);
    expect((await world.custody.state()).versionId).toBe(removed.versionId);
    expect(await world.custody.removeKey({ version: 1, token: world.token })).toEqual(removed);
    expect(await world.store.listVersions()).toHaveLength(2);
  });

  test("shows beforehand that one entry goes, by its fingerprint, and afterwards that nothing differs", async () => {
    const { custody, token } = await newWorld();
    const [old] = (await custody.state()).keys;
    const diff = await custody.diffRemoval({ version: 1 });
    expect(diff).toHaveLength(23);
    expect(diff.filter((entry) => entry.change !== "unchanged")).toEqual([
      {
        name: "ENCRYPTION_KEY_V1",
        change: "removed",
        detail: `key with fingerprint ${old?.fingerprint}`,
      },
    ]);
    await custody.removeKey({ version: 1, token });
    const after = await custody.diffRemoval({ version: 1 });
    expect(after.every((entry) => entry.change === "unchanged")).toBe(true);
  });

  test("that a person has removed by hand already changes nothing", async () => {
    const world = await newWorld();
    await put(world.store, world.text.replace(OLD_ENTRY, ""));
    const { versionId } = await world.custody.state();
    expect(await retire(world.store, world)).toMatchObject({ versionId });
    expect(await world.store.listVersions()).toHaveLength(2);
    await expectRetired(world, world.text);
  });
});

describe("a key is not removed", () => {
  test.each([
    ["that writes use", switchedText(), 2, "conflict"],
    ["when it is the only one", ONLY_ONE_KEY, 2, "conflict"],
    [
      "when none of the others is the current one",
      ONLY_ONE_KEY.replace('VERSION": 2', 'VERSION": 3'),
      2,
      "invalid",
    ],
    [
      "when the remaining one is malformed",
      switchedText().replace(/(_KEY_V2": "\w{62})\w\w/, "$1"),
      1,
      "invalid",
    ],
    ["when nothing usable remains and it is gone already", `{"A":"b"}`, 1, "invalid"],
  ] as const)("%s", async (_, text, version, code) => {
    const { store, custody, token } = await newWorld(text);
    await expect(custody.removeKey({ version, token })).rejects.toMatchObject({ code });
    await expect(custody.diffRemoval({ version })).rejects.toMatchObject({ code });
    expect(await store.listVersions()).toHaveLength(1);
    expect(await current(store)).toBe(text);
  });

  test("while somebody edits the secret all the time; every edit survives", async () => {
    const world = await newWorld();
    let edits = 0;
    const busy: SecretStore = {
      ...world.store,
      moveStage: async (move) => {
        edits += 1;
        await put(world.store, world.text.replace("1.50e+2", `${edits}.00`));
        await world.store.moveStage(move);
      },
    };
    await expect(retire(busy, world)).rejects.toMatchObject({ code: "conflict" });
    expect(await current(world.store)).toBe(world.text.replace("1.50e+2", `${edits}.00`));
    await retire(world.store, world);
    await expectRetired(world, world.text.replace("1.50e+2", `${edits}.00`));
  });
});

test.each(["before", "after"] as const)(
  "a worker killed %s any call to the secret store ends, once restarted, with the key removed",
  async (when) => {
    await atEachCall(async (moment, world) => {
      await expect(retire(killedAt(world.store, moment, when), world)).rejects.toBeInstanceOf(Killed);
      await retire(world.store, world);
      await expectRetired(world, world.text);
    });
  },
);

test("a colleague who edits the secret between any two calls loses nothing and stops nothing", async () => {
  await atEachCall(async (moment, world) => {
    const shared = intercept(world.store, async (call, send) => {
      if (call === moment) await put(world.store, edited(await current(world.store)));
      return send();
    });
    await retire(shared.store, world);
    await expectRetired(world, edited(world.text));
  });
});

test("a colleague who writes a stale copy back brings the key back; running again removes it", async () => {
  await atEachCall(async (moment, world) => {
    const shared = intercept(world.store, async (call, send) => {
      if (call === moment) await put(world.store, edited(world.text));
      return send();
    });
    await retire(shared.store, world).catch((error: unknown) => expect(error).toBeInstanceOf(PortError));
    await retire(world.store, world);
    await expectRetired(world, edited(world.text));
  });
});

test("throttling, 5xx and lost answers on the wire change nothing about the removal", async () => {
  for (const kind of ["throttle", "server-error", "lose-answer"] as const) {
    for (const action of ["PutSecretValue", "UpdateSecretVersionStage", "GetSecretValue"]) {
      const world = await newWorld();
      env.aws.faults.inject({ kind, action, times: 2 });
      await retire(world.store, world);
      await expectRetired(world, world.text);
      env.aws.faults.clear();
    }
  }
});

test("every version that still holds the key is named, those without a label and malformed ones included", async () => {
  const { text, store, custody, token } = await newWorld();
  const first = (await custody.state()).versionId;
  const [bare, broken] = [randomUUID(), randomUUID()];
  await store.put({ token: bare, content: new Secret(edited(text)), stages: ["HAND"] });
  await store.removeStage({ stage: "HAND", from: bare });
  await store.put({ token: broken, content: new Secret(`${text},`), stages: ["BROKEN"] });
  const { versionId } = await custody.removeKey({ version: 1, token });
  const holding = await custody.versionsHolding({ version: 1 });
  expect(holding.toSorted()).toEqual([first, bare, broken].toSorted());
  expect(await custody.versionsHolding({ version: 2 })).toContain(versionId);
  expect(await custody.versionsHolding({ version: 3 })).toEqual([]);
});

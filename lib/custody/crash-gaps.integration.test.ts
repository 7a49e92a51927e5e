import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
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

/** What the worker does from generating the key to switching writes; its tokens stay the same after a crash. */
async function rotate(
  store: SecretStore,
  tokens: { generate: string; store: string; switch: string },
): Promise<void> {
  const custody = createKeyCustody(store);
  await custody.stageNewKey({ version: 2, token: tokens.generate });
  for (let attempt = 1; ; attempt += 1) {
    const plan = await custody.restage({ version: 2, token: tokens.store });
    try {
      await custody.promoteStaged({ version: 2, ...plan });
      break;
    } catch (error) {
      if (attempt === 5 || !(error instanceof PortError && error.code === "conflict")) throw error;
    }
  }
  await custody.switchCurrentVersion({ from: 1, to: 2, token: tokens.switch });
}

async function newWorld() {
  const text = seedText();
  const store = createSecretStore({ ...env.connection, secretId: await env.createSecret(text) });
  const tokens = { generate: randomUUID(), store: randomUUID(), switch: randomUUID() };
  return { text, store, tokens };
}

/** An edit of what is there now, or of the copy that the colleague read at the beginning. */
async function colleagueEdits(store: SecretStore, staleCopy?: string): Promise<void> {
  const read = async () => (await store.read({ stage: "AWSCURRENT" })).content.reveal();
  const text = (staleCopy ?? (await read())).replace(
    `"RATE_LIMIT_BURST":  1.50e+2`,
    `"RATE_LIMIT_BURST":  1.75e+2`,
  );
  await store.put({ token: randomUUID(), content: new Secret(text), stages: ["AWSCURRENT"] });
}

/** One key V2 exists, AWSCURRENT has it and writes with it, and every other byte is as it was or as the colleague left it. */
async function expectRotatedOnce(
  world: Awaited<ReturnType<typeof newWorld>>,
  original: string,
): Promise<void> {
  const { content } = await world.store.read({ stage: "AWSCURRENT" });
  const withoutKey = content.reveal().replace(/,"ENCRYPTION_KEY_V2": "[0-9a-f]{64}"/, "");
  expect(withoutKey).toBe(
    original.replace(`"ENCRYPTION_CURRENT_VERSION": "1"`, `"ENCRYPTION_CURRENT_VERSION": "2"`),
  );
  const versions = await world.store.listVersions();
  const texts = await Promise.all(versions.map(({ versionId }) => world.store.read({ versionId })));
  const keys = texts.flatMap(
    (version) => /"ENCRYPTION_KEY_V2": "(\w+)"/.exec(version.content.reveal())?.[1] ?? [],
  );
  expect(new Set(keys).size).toBe(1);
  expect(versions.flatMap(({ stages }) => stages).toSorted()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
}

async function countCalls(): Promise<number> {
  const world = await newWorld();
  const counted = intercept(world.store, (_, send) => send());
  await rotate(counted.store, world.tokens);
  await expectRotatedOnce(world, world.text);
  return counted.calls();
}

/** Kills the worker at its n-th call, before or after the call was performed, and lets a new one begin again. */
async function killAt(moment: number, when: "before" | "after"): Promise<void> {
  const world = await newWorld();
  const dying = killedAt(world.store, moment, when);
  await expect(rotate(dying, world.tokens)).rejects.toBeInstanceOf(Killed);
  await rotate(world.store, world.tokens);
  await expectRotatedOnce(world, world.text);
}

const LONG = { timeout: 60_000 };

test(
  "a worker killed before any call to the secret store ends, once restarted, in one rotation",
  LONG,
  async () => {
    const calls = await countCalls();
    for (let moment = 1; moment <= calls; moment += 1) await killAt(moment, "before");
  },
);

test(
  "a worker killed after any call, its answer lost, ends, once restarted, in one rotation",
  LONG,
  async () => {
    const calls = await countCalls();
    for (let moment = 1; moment <= calls; moment += 1) await killAt(moment, "after");
  },
);

test(
  "a colleague who edits the secret between any two calls loses nothing and stops nothing",
  LONG,
  async () => {
    const calls = await countCalls();
    for (let moment = 1; moment <= calls; moment += 1) {
      const world = await newWorld();
      const shared = intercept(world.store, async (call, send) => {
        if (call === moment) await colleagueEdits(world.store);
        return send();
      });
      await rotate(shared.store, world.tokens);
      await expectRotatedOnce(world, world.text.replace("1.50e+2", "1.75e+2"));
    }
  },
);

test(
  "a colleague who writes back a stale copy at any call makes no key vanish: running again completes",
  LONG,
  async () => {
    const calls = await countCalls();
    for (let moment = 1; moment <= calls; moment += 1) {
      const world = await newWorld();
      const shared = intercept(world.store, async (call, send) => {
        if (call === moment) await colleagueEdits(world.store, world.text);
        return send();
      });
      await rotate(shared.store, world.tokens).catch((error: unknown) =>
        expect(error).toBeInstanceOf(PortError),
      );
      await rotate(world.store, world.tokens);
      await expectRotatedOnce(world, world.text.replace("1.50e+2", "1.75e+2"));
    }
  },
);

test("throttling, 5xx and lost answers on the wire change nothing about the result", LONG, async () => {
  for (const kind of ["throttle", "server-error", "lose-answer"] as const) {
    for (const action of ["PutSecretValue", "UpdateSecretVersionStage", "GetSecretValue"]) {
      const world = await newWorld();
      env.aws.faults.inject({ kind, action, times: 2 });
      await rotate(world.store, world.tokens);
      await expectRotatedOnce(world, world.text);
      env.aws.faults.clear();
    }
  }
});

import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "#lib/domain/secret.ts";
import { json } from "#sandbox/outside/exchange.ts";
import { ONEPASSWORD } from "#sandbox/outside/onepassword-api.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { onePasswordIntegration } from "./integration.ts";
import { connectOnePassword, createVault, type OnePasswordConfig } from "./vault.ts";

const KEY = "5e".repeat(32);
const COPY = {
  key: new Secret(KEY),
  version: 2,
  fingerprint: "0123456789abcdef",
  label: "RestartiX Encryption Key V2 - Feb 2026",
};

let env: TestOutside;
beforeAll(async () => {
  env = await startOutsideForTest();
});
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => {
  env.outside.interruptions.clear();
  env.outside.vault.save([]);
});

const config = (changes: Partial<OnePasswordConfig> = {}): OnePasswordConfig => ({
  ...ONEPASSWORD,
  host: env.outside.onePasswordUrl,
  scope: "restartix-prod/env",
  timeoutMs: 2_000,
  ...changes,
});
const vault = (changes: Partial<OnePasswordConfig> = {}) => createVault(config(changes));
const stored = () => env.outside.vault.items;
const interrupt = (where: string, answer: ReturnType<typeof json>) =>
  env.outside.interruptions.add(where, { kind: "answer", answer });

describe("a key", () => {
  test("is kept under its label, concealed, and its id is all that comes back", async () => {
    const kept = await vault().keep(COPY);
    const [item] = stored();
    expect(kept).toEqual({ itemId: item?.id });
    expect(item).toMatchObject({ title: COPY.label, category: "SECURE_NOTE" });
    expect(item?.fields).toContainEqual({
      id: "key",
      type: "CONCEALED",
      label: "ENCRYPTION_KEY_V2",
      value: KEY,
    });
    expect(JSON.stringify([item?.title, item?.tags, kept])).not.toContain(KEY);
  });

  test("is kept once, also by another worker and under the label of another month", async () => {
    const first = await vault().keep(COPY);
    expect(await vault().keep({ ...COPY, label: "RestartiX Encryption Key V2 - Mar 2026" })).toEqual(first);
    expect(stored()).toHaveLength(1);
  });

  test("is not kept twice when the answer of the writing was lost", async () => {
    env.outside.interruptions.add("POST", { kind: "lose-answer" });
    await expect(vault().keep(COPY)).rejects.toMatchObject({ code: "unavailable", retryable: true });
    expect(await vault().keep(COPY)).toEqual({ itemId: stored()[0]?.id });
    expect(stored()).toHaveLength(1);
  });

  test("is not written over another key of the same version", async () => {
    await vault().keep({ ...COPY, fingerprint: "fedcba9876543210" });
    await expect(vault().keep(COPY)).rejects.toMatchObject({ code: "conflict" });
    expect(stored()).toHaveLength(1);
  });

  test("of another platform or version in the same vault is left alone", async () => {
    await vault({ scope: "restartix-staging/env" }).keep(COPY);
    await vault().keep({ ...COPY, version: 22 });
    expect(await vault().find(COPY)).toEqual([]);
    const { itemId } = await vault().keep(COPY);
    expect(await vault().find(COPY)).toEqual([itemId]);
  });

  test("of another key of the same number is left alone", async () => {
    await vault().keep({ ...COPY, fingerprint: "fedcba9876543210" });
    expect(await vault().find(COPY)).toEqual([]);
  });

  test("is removed, and removing it again, or after its answer was lost, is no error", async () => {
    const { itemId } = await vault().keep(COPY);
    env.outside.interruptions.add("DELETE", { kind: "lose-answer" });
    await expect(vault().remove(itemId)).rejects.toMatchObject({ code: "unavailable" });
    await vault().remove(itemId);
    expect([stored(), await vault().find(COPY)]).toEqual([[], []]);
  });

  test("does not count as removed when the whole vault cannot be found", async () => {
    const { itemId } = await vault().keep(COPY);
    const elsewhere = vault({ vaultId: "a".repeat(26) }).remove(itemId);
    await expect(elsewhere).rejects.toMatchObject({ code: "not-found" });
  });

  test("does not count as kept when a server answers with items that are not its own", async () => {
    const id = "b".repeat(26);
    interrupt("GET", json(200, [{ id, tags: ["somebody-elses"] }]));
    expect(await vault().find(COPY)).toEqual([]);
  });
});

describe("a refusal", () => {
  test.each([
    [400, "invalid", "Connect server"],
    [401, "access-denied", "OP_CONNECT_TOKEN"],
    [403, "access-denied", "read and write access"],
    [404, "not-found", "OP_VAULT_ID"],
    [413, "invalid", "too large"],
    [429, "throttled", "Try again after"],
    [500, "unavailable", "Try again"],
    [502, "unavailable", "Try again"],
    [503, "unavailable", "Try again"],
  ])("of status %i is %s, says what to do and shows no key", async (status, code, words) => {
    for (const where of ["GET", "POST"]) {
      interrupt(where, json(status, { status, message: `do-not-print ${KEY}` }));
      const refused = await vault()
        .keep(COPY)
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ code, message: expect.stringContaining(words) });
      expect(inspect(refused, { depth: 9, showHidden: true })).not.toMatch(new RegExp(`do-not-print|${KEY}`));
      expect(stored()).toEqual([]);
    }
  });

  test("of a wrong token or vault comes from the real checks", async () => {
    await expect(vault({ token: "wrong" }).keep(COPY)).rejects.toMatchObject({ code: "access-denied" });
    const elsewhere = vault({ vaultId: "a".repeat(26) }).keep(COPY);
    await expect(elsewhere).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("an answer", () => {
  test.each(["<html>Sign in</html>", "{}", "", "null", `[{"id":"short"}]`, `[{"tags":[]}]`])(
    "of %s is not taken for a list of items, and nothing is written",
    async (text) => {
      interrupt("GET", { status: 200, body: { text } });
      await expect(vault().keep(COPY)).rejects.toMatchObject({ code: "unavailable" });
      expect(stored()).toEqual([]);
    },
  );

  test("that never comes, leads elsewhere or is from nobody is given up", async () => {
    const gone = { code: "unavailable" };
    env.outside.interruptions.add("", { kind: "silent" });
    await expect(vault({ timeoutMs: 100 }).keep(COPY)).rejects.toMatchObject(gone);
    interrupt("GET", { status: 307, headers: { location: env.outside.onePasswordUrl }, body: { text: "" } });
    await expect(vault().keep(COPY)).rejects.toMatchObject(gone);
    await expect(vault({ host: "http://127.0.0.1:1" }).keep(COPY)).rejects.toMatchObject(gone);
  });
});

const integration = (changes: Partial<OnePasswordConfig> = {}) =>
  onePasswordIntegration(config(changes), connectOnePassword(config(changes)));

test("a test of the connection reads the vault and writes nothing", async () => {
  const { configured, target, test: connection } = integration();
  expect([configured, target]).toEqual([true, expect.stringContaining(ONEPASSWORD.vaultId)]);
  expect(target).not.toContain(ONEPASSWORD.token);
  expect(await connection()).toEqual([{ checked: "The vault can be read", detail: "Encryption keys" }]);
  await expect(integration({ token: "x" }).test()).rejects.toThrow("OP_CONNECT_TOKEN");
  expect([stored(), onePasswordIntegration(null, null).configured]).toEqual([[], false]);
});

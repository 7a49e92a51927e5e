import { describe, expect, test } from "vitest";
import { PortError } from "#lib/ports/port-error.ts";
import type { Fault } from "#sandbox/aws/faults.ts";
import { startForTest, type TestAws } from "#sandbox/aws/start-for-test.ts";
import { CALLS_UNDER_FAULT, type CallUnderFault, HIDDEN } from "#tests/aws-calls-under-fault.ts";
import { adapterFiles, sentCommands } from "#tests/aws-commands.ts";

const SIGN_IN = "<!doctype html><html><body>Sign in to this network</body></html>";

type OnAction = (action: string) => Fault;

const LASTING: [name: string, code: string, fault: OnAction][] = [
  ["throttled", "throttled", (action) => ({ kind: "throttle", action })],
  ["denied", "access-denied", (action) => ({ kind: "access-denied", action })],
  ["failing with 500", "unavailable", (action) => ({ kind: "server-error", action })],
  ["never answered", "unavailable", (action) => ({ kind: "hang", action })],
  ["answered by a proxy", "unavailable", (action) => ({ kind: "garbage", action, body: SIGN_IN })],
  ["answered with an empty object", "unavailable", (action) => ({ kind: "garbage", action, body: "{}" })],
];

const PASSING: [name: string, fault: OnAction][] = [
  ["throttled", (action) => ({ kind: "throttle", action, times: 2 })],
  ["failing with 500", (action) => ({ kind: "server-error", action, times: 2 })],
  ["never answered", (action) => ({ kind: "hang", action, times: 1 })],
  ["answered by a broken connection", (action) => ({ kind: "lose-answer", action, times: 1 })],
];

const WHAT_TO_DO = /\b(check|grant|wait|try again|read)\b/i;
const TIMEOUT_MS = 700;

interface World {
  env: TestAws;
  call: () => Promise<unknown>;
  /** How often the call's effect is there; null for a call that only reads. */
  effects: () => Promise<number | null>;
}

async function inWorld({ needsService, prepare }: CallUnderFault, use: (world: World) => Promise<void>) {
  const env = await startForTest({ desiredCount: needsService ? 1 : 0 });
  try {
    if (needsService) await env.aws.startService();
    const { call, effects } = await prepare(env, { timeoutMs: TIMEOUT_MS });
    await use({ env, call, effects: async () => (effects ? effects() : null) });
  } finally {
    await env[Symbol.asyncDispose]();
  }
}

const isDoneOnce = async ({ effects }: World) => expect([null, 1]).toContain(await effects());

test("every command that an adapter sends is put under every fault", () => {
  const tested = new Set(CALLS_UNDER_FAULT.map(({ permission }) => permission));
  expect([...tested].toSorted()).toEqual(sentCommands(adapterFiles()));
});

describe.concurrent.each(CALLS_UNDER_FAULT)("$permission of $method", (one) => {
  const action = one.permission.split(":")[1] ?? "";

  test.each(LASTING)("%s for good says what to do, and works again afterwards", (_, code, fault) =>
    inWorld(one, async (world) => {
      const { env, call } = world;
      env.aws.faults.inject(fault(action));
      const error = await call().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(PortError);
      const { code: found, message } = error as PortError;
      expect([found, message]).toEqual([code, expect.stringMatching(WHAT_TO_DO)]);
      if (code === "access-denied") expect(message).toContain(one.permission);
      expect(message).not.toContain("Sign in to this network");
      for (const part of [HIDDEN, env.aws.secretText()]) expect(message).not.toContain(part.slice(20, 60));
      env.aws.faults.clear();
      await call();
      await isDoneOnce(world);
    }),
  );

  test.each(PASSING)("%s for a while is not noticed, and nothing is done twice", (_, fault) =>
    inWorld(one, async (world) => {
      world.env.aws.faults.inject(fault(action));
      await world.call();
      await isDoneOnce(world);
    }),
  );

  test("done, with every answer lost, is done once when it is asked for again", () =>
    inWorld(one, async (world) => {
      world.env.aws.faults.inject({ kind: "lose-answer", action });
      const lost = await world.call().catch((error: unknown) => error);
      if (lost instanceof Error) expect(lost).toMatchObject({ name: "PortError", code: "unavailable" });
      world.env.aws.faults.clear();
      await world.call();
      await isDoneOnce(world);
    }));
});

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import type { Caller } from "./caller.ts";
import { createRotation } from "./rotation/create-rotation.ts";
import { startPhase } from "./rotation/start-phase.ts";
import { summariseAnonymousRefusals } from "./summarise-anonymous-refusals.ts";

const ANONYMOUS: Caller = { kind: "anonymous", ipAddress: "203.0.113.7" };

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

interface Refusal {
  user_id: string | null;
  changes: Record<string, unknown>;
}

async function refusals(): Promise<Refusal[]> {
  const { rows } = await world.database.pool.query<Refusal>(
    "SELECT user_id, changes FROM audit_log WHERE action = 'ACCESS_REFUSED' ORDER BY id",
  );
  return rows;
}

const closeBuckets = () =>
  world.database.pool.query(
    "UPDATE key_rotation.anonymous_refusal SET bucket = bucket - interval '10 minutes'",
  );
const count = async () => {
  const { rows } = await world.database.pool.query<{ count: number }>(
    "SELECT coalesce(sum(count), 0)::int AS count FROM key_rotation.anonymous_refusal",
  );
  return rows[0]?.count;
};

test("a flood of 500 anonymous calls writes one event at once, counts all, and is summed up once later", async () => {
  const before = (await refusals()).length;
  for (let burst = 0; burst < 20; burst += 1)
    await Promise.all(Array.from({ length: 25 }, () => createRotation(world.web, ANONYMOUS, {})));
  // The calls may lie on both sides of the boundary between two buckets.
  const first = (await refusals()).slice(before);
  expect([1, 2]).toContain(first.length);
  expect(first[0]).toMatchObject({
    user_id: null,
    changes: { operation: "create-rotation", code: "not-signed-in", actor: "anonymous" },
  });
  expect(await count()).toBe(500);

  await summariseAnonymousRefusals(world.worker.db);
  expect(await refusals()).toHaveLength(before + first.length);
  await closeBuckets();
  await Promise.all(Array.from({ length: 4 }, () => summariseAnonymousRefusals(world.worker.db)));
  await summariseAnonymousRefusals(world.worker.db);
  const summaries = (await refusals()).slice(before + first.length);
  expect(summaries.length).toBeLessThanOrEqual(first.length);
  const calls = summaries.reduce((sum, { changes }) => sum + Number(changes.calls), 0);
  expect(calls + (first.length - summaries.length)).toBe(500);
});

test("each operation is counted on its own, and a call that stayed alone needs no summary", async () => {
  const before = (await refusals()).length;
  await createRotation(world.web, ANONYMOUS, {});
  await startPhase(world.web, ANONYMOUS, {});
  await closeBuckets();
  await summariseAnonymousRefusals(world.worker.db);
  expect((await refusals()).slice(before).map(({ changes }) => changes.operation)).toEqual([
    "create-rotation",
    "start-phase",
  ]);
});

test("a refusal of a signed-in person is never merely counted", async () => {
  const before = (await refusals()).length;
  for (let call = 0; call < 5; call += 1) await createRotation(world.web, world.people.carmen, {});
  expect((await refusals()).length).toBe(before + 5);
  expect(await count()).toBe(0);
});

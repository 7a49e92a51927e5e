import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Keeper, openKeeper } from "#tests/kept-world.ts";
import type { OperationCase } from "#tests/operation-case.ts";
import { OPERATION_CASES } from "#tests/operation-cases.ts";
import { openWorld, reset, type World } from "#tests/operations-world.ts";

const POSTS = 20;
/** What the worker measures it may write again: the newest replaces the one before. No person's action is among them. */
const REPLACES = ["propose-adoption", "record-inspection", "begin-effect"];

let world: World;
let keeper: Keeper;
beforeAll(async () => {
  world = await openWorld();
  keeper = await openKeeper(world.database.pool);
});
afterAll(() => world.close());
beforeEach(() => reset(world));

function post({ operation, who, by }: OperationCase, input: unknown) {
  return who === "system"
    ? operation(world.worker, { kind: "system", onBehalfOf: world.idOf(by) }, input)
    : operation(world.web, world.people[by], input);
}

async function events(): Promise<Record<string, number>> {
  const { rows } = await world.database.pool.query<{ action: string; count: number }>(
    "SELECT action, count(*)::int AS count FROM audit_log GROUP BY action",
  );
  return Object.fromEntries(rows.map(({ action, count }) => [action, count]));
}

/** Prepares the case anew and posts it as often at once: who won, and what is there more than before. */
async function race(it: OperationCase, posts: number) {
  await reset(world);
  const input = await it.prepare(world);
  const [before, rows] = [await events(), await keeper.count()];
  const answers = await Promise.all(Array.from({ length: posts }, () => post(it, input)));
  const added = Object.entries(await events()).map(([action, count]) => [
    action,
    count - (before[action] ?? 0),
  ]);
  const grown = Object.entries(await keeper.count()).map(([table, count]) => [
    table,
    count - (rows[table] ?? 0),
  ]);
  return {
    winners: answers.filter(({ ok }) => ok).length,
    events: Object.fromEntries(added.filter(([, count]) => count !== 0)) as Record<string, number>,
    rows: Object.fromEntries(grown.filter(([, count]) => count !== 0)) as Record<string, number>,
  };
}

const acting = OPERATION_CASES.filter(({ name, isReading }) => !isReading && !REPLACES.includes(name));

describe.each(acting)("$name", (it) => {
  test("takes effect once of 20 posts at the same instant; the others are refused and recorded", async () => {
    const alone = await race(it, 1);
    expect(alone.winners).toBe(1);
    const together = await race(it, POSTS);
    expect(together).toEqual({
      winners: 1,
      rows: alone.rows,
      events: { ...alone.events, ACCESS_REFUSED: POSTS - 1 },
    });
  });
});

test.each(OPERATION_CASES.filter(({ name }) => REPLACES.includes(name)))(
  "$name, which the worker may repeat, leaves no more behind after 20 times than after one",
  async (it) => {
    const alone = await race(it, 1);
    const together = await race(it, POSTS);
    expect([together.winners, together.rows]).toEqual([POSTS, alone.rows]);
  },
);

test.each(OPERATION_CASES.filter(({ isReading }) => isReading))(
  "$name changes nothing, and each of 20 readings is recorded",
  async (it) => {
    expect(await race(it, POSTS)).toEqual({ winners: POSTS, rows: {}, events: { [it.action]: POSTS } });
  },
);

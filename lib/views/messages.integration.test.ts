import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { attempted, failing } from "#tests/message-world.ts";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import { countUnsent, findMessage, listMessages } from "./messages.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const set = (id: string, change: string) =>
  world.database.pool.query(`UPDATE key_rotation.outgoing_message SET ${change} WHERE id = $1`, [id]);
const one = async (change?: string) => {
  const { messageId } = await attempted(world);
  if (change !== undefined) await set(messageId, change);
  return messageId;
};

test("each state is told from the row by the database's clock, and the filter finds it", async () => {
  const waiting = await one();
  const sending = await one("claimed_until = now() + interval '1 min'");
  const abandoned = await one("claimed_until = now() - interval '1 s'");
  const sent = await one("sent_at = now(), permalink = 'https://chat.example/p1'");
  const { messageId: failed } = await failing(world);
  const gaveUp = await one("problem = 'x', failing_since = now(), given_up_at = now()");
  const states = await Promise.all(
    [waiting, sending, abandoned, sent, failed, gaveUp].map(
      async (id) => (await findMessage(world.web.db, id))?.state,
    ),
  );
  expect(states).toEqual(["waiting", "sending", "waiting", "sent", "failing", "given-up"]);
  const found = async (state: Parameters<typeof listMessages>[1]["state"]) => {
    const { messages, total } = await listMessages(world.web.db, { state, system: "", page: 1 });
    expect(total).toBe(messages.length);
    return messages.map(({ id }) => id).toSorted();
  };
  expect(await found("waiting")).toEqual([waiting, sending, abandoned].toSorted());
  expect(await found("failing")).toEqual([failed]);
  expect(await found("given-up")).toEqual([gaveUp]);
  expect(await found("sent")).toEqual([sent]);
  expect(await found("")).toHaveLength(6);
  const other = await listMessages(world.web.db, { state: "", system: "github", page: 1 });
  expect(other).toEqual({ messages: [], total: 0 });
});

test("what failed or was given up is counted until it is sent", async () => {
  const { messageId } = await failing(world);
  await one();
  expect(await countUnsent(world.web.db)).toBe(1);
  await set(messageId, "sent_at = now(), problem = NULL, failing_since = NULL");
  expect(await countUnsent(world.web.db)).toBe(0);
});

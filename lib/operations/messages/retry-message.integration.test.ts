import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { must, openWorld, reset, type World } from "#tests/operations-world.ts";
import { findMessage } from "../../views/messages.ts";
import { queueMessage } from "./queue-message.ts";
import { retryMessage } from "./retry-message.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const url = "https://keyturn.example/rotations/r";
const alert = async (dedupKey: string, action: "trigger" | "resolve") => {
  const key = `${action} ${dedupKey}`;
  const payload =
    action === "resolve"
      ? { system: "pagerduty" as const, action, dedupKey }
      : {
          system: "pagerduty" as const,
          action,
          dedupKey,
          summary: "A row does not open.",
          severity: "critical" as const,
          url,
        };
  await world.web.db.$transaction((tx) => queueMessage(tx, { key, payload }));
  return (await world.web.db.outgoingMessage.findUniqueOrThrow({ where: { key } })).id;
};
const set = (id: string, change: string) =>
  world.database.pool.query(`UPDATE key_rotation.outgoing_message SET ${change} WHERE id = $1`, [id]);
const GIVEN_UP = "problem = 'x', failing_since = now(), given_up_at = now()";
const retry = (messageId: string) => retryMessage(world.web, world.people.ana, { messageId });
const isOvertaken = async (id: string) => (await findMessage(world.web.db, id))?.isOvertaken;

test.each(["sent_at = now()", "claimed_until = now() + interval '1 min'"])(
  "an alert that was given up is not triggered after it was resolved, nor is that offered: %s",
  async (resolved) => {
    const trigger = await alert("a", "trigger");
    const resolve = await alert("a", "resolve");
    await set(trigger, GIVEN_UP);
    expect(await isOvertaken(trigger)).toBe(false);
    await set(resolve, resolved);
    expect(await retry(trigger)).toMatchObject({ ok: false, problem: { code: "wrong-state" } });
    expect(await isOvertaken(trigger)).toBe(true);
    expect(await world.web.db.outgoingMessage.findUniqueOrThrow({ where: { id: trigger } })).toMatchObject({
      givenUpAt: expect.any(Date),
    });
  },
);

test("one that was given up is tried again while what came after it waits, and whatever was sent about another subject", async () => {
  await set(await alert("a", "trigger"), "sent_at = now()");
  const trigger = await alert("b", "trigger");
  await set(trigger, GIVEN_UP);
  await alert("b", "resolve");
  await set(await alert("c", "trigger"), "sent_at = now()");
  expect(await isOvertaken(trigger)).toBe(false);
  await must(retry(trigger));
});

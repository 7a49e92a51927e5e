import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createChat } from "#lib/adapters/slack/chat.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { jumpTo } from "#tests/jump-to-phase.ts";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import { remindOfDestruction } from "./remind-of-destruction.ts";
import type { WorkerDeps } from "./worker-deps.ts";

let world: World;
let outside: TestOutside;
let rotationId: string;
beforeAll(async () => {
  world = await openWorld();
  outside = await startOutsideForTest();
});
afterAll(async () => {
  await outside[Symbol.asyncDispose]();
  await world.close();
});
beforeEach(async () => {
  await reset(world);
  const run = await jumpTo(world, { stepId: "destroy-old-key", phaseId: "destroy", status: "ready" });
  rotationId = run.rotationId;
});

/** A worker that posts to a Slack which answers, or to an address where nobody does. */
function worker(answers = true): WorkerDeps {
  const chat = createChat({
    apiUrl: answers ? outside.outside.slackApiUrl : "http://127.0.0.1:9",
    token: outside.options.slackToken,
    timeoutMs: 1_000,
  });
  const post: WorkerDeps["chat"]["post"] = (message) => chat.post({ ...message, channel: "C0SECURITY0" });
  return { ...world.worker, chat: { post }, appUrl: "https://keyturn.example" } as WorkerDeps;
}

const retired = (daysAgo: number) =>
  world.database.pool.query(
    `UPDATE key_rotation.rotation SET status = 'completed', retired_at = now() - interval '${daysAgo} days' WHERE id = $1`,
    [rotationId],
  );
const retryNow = () =>
  world.database.pool.query("UPDATE key_rotation.reminder SET claimed_until = now() - interval '1 s'");
const messages = () => outside.outside.messages().filter(({ text }) => text.includes(rotationId));
const events = async () => {
  const { rows } = await world.database.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM audit_log WHERE action = 'DESTRUCTION_REMINDER_SENT' AND changes ->> 'rotation' = $1 AND created_at > (SELECT created_at FROM key_rotation.rotation WHERE id = $1)",
    [rotationId],
  );
  return rows[0]?.n;
};

test("nobody is reminded of a key more than a week before it may be destroyed, nor of one that is destroyed", async () => {
  const before = messages().length;
  await retired(22);
  await remindOfDestruction(worker());
  await retired(31);
  await world.database.pool.query(
    "UPDATE key_rotation.key_version SET destroyed_at = now() WHERE number = 1",
  );
  await remindOfDestruction(worker());
  expect(messages()).toHaveLength(before);
});

test("a reminder is posted once, with an audit row, however many workers look and however often", async () => {
  const before = messages().length;
  await retired(24);
  await Promise.all(Array.from({ length: 5 }, () => remindOfDestruction(worker())));
  await remindOfDestruction(worker());
  expect(messages()).toHaveLength(before + 1);
  expect(messages().at(-1)).toMatchObject({ channelName: "security" });
  expect(await events()).toBe(1);
  await retired(31);
  await remindOfDestruction(worker());
  expect(messages()).toHaveLength(before + 2);
});

test("a reminder that could not be posted is kept with its problem and posted later", async () => {
  const before = messages().length;
  await retired(31);
  await remindOfDestruction(worker(false));
  const kept = await world.web.db.reminder.findFirstOrThrow();
  expect(kept).toMatchObject({ sentAt: null, problem: expect.stringContaining("Slack") });
  await retryNow();
  await remindOfDestruction(worker());
  expect(messages()).toHaveLength(before + 1);
  expect(await world.web.db.reminder.findFirstOrThrow()).toMatchObject({ problem: null });
});

test("a message that was posted by a worker that died before it could say so is not posted again", async () => {
  const before = messages().length;
  await retired(31);
  await remindOfDestruction(worker());
  await world.database.pool.query("UPDATE key_rotation.reminder SET sent_at = NULL, permalink = NULL");
  await retryNow();
  await remindOfDestruction(worker());
  expect(messages()).toHaveLength(before + 1);
  expect(await world.web.db.reminder.findFirstOrThrow()).toMatchObject({ sentAt: expect.any(Date) });
});

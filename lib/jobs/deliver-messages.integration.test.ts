import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createCodeHost } from "#lib/adapters/github/code-host.ts";
import { createChat } from "#lib/adapters/slack/chat.ts";
import { json } from "#sandbox/outside/exchange.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { mortal } from "#tests/mortal-worker.ts";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import type { OutgoingMessage } from "../domain/messages/outgoing-message.ts";
import { SYSTEM } from "../operations/caller.ts";
import { giveUpMessage } from "../operations/messages/give-up-message.ts";
import { queueMessage } from "../operations/messages/queue-message.ts";
import { recordMessageSent } from "../operations/messages/record-message-sent.ts";
import { deliverMessages } from "./deliver-messages.ts";
import type { WorkerDeps } from "./worker-deps.ts";

let world: World;
let env: TestOutside;
beforeAll(async () => {
  world = await openWorld();
  env = await startOutsideForTest();
});
afterAll(async () => {
  await env[Symbol.asyncDispose]();
  await world.close();
});
beforeEach(() => reset(world));
afterEach(() => env.outside.interruptions.clear());

function worker(): WorkerDeps {
  const { outside, options } = env;
  const chat = createChat({ apiUrl: outside.slackApiUrl, token: options.slackToken, timeoutMs: 1_000 });
  const codeHost = createCodeHost({
    apiUrl: outside.githubApiUrl,
    repository: options.repository,
    token: options.githubToken,
  });
  const post: WorkerDeps["chat"]["post"] = (message) => chat.post({ ...message, channel: "C0SECURITY0" });
  return { ...world.worker, chat: { post }, codeHost, pager: null } as unknown as WorkerDeps;
}

const text = (words: string): OutgoingMessage => ({
  key: words,
  payload: { system: "slack", channel: "security", text: words },
});
const queue = (message: OutgoingMessage) => queueMessage(world.worker.db, message);
const stored = (key: string) => world.web.db.outgoingMessage.findUniqueOrThrow({ where: { key } });
const posted = (words: string) => env.outside.messages().filter((message) => message.text === words);
const sql = (statement: string) => world.database.pool.query(statement);
/** The time passes for which a dead worker's claim holds, or a failed message waits. */
const later = () =>
  sql(`UPDATE key_rotation.outgoing_message SET claimed_until = NULL, next_attempt_at = now()
    WHERE sent_at IS NULL AND given_up_at IS NULL`);
const sentEvents = async (key: string) => {
  const { rows } = await world.database.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM audit_log WHERE action = 'MESSAGE_SENT' AND changes ->> 'key' = $1",
    [key],
  );
  return rows[0]?.n;
};

test("a message is queued exactly when the decision that it tells of commits, and once per key", async () => {
  const undone = world.web.db.$transaction(async (tx) => {
    await queueMessage(tx, text("rolled back"));
    throw new Error("The decision was refused.");
  });
  await expect(undone).rejects.toThrow("refused");
  await Promise.all(Array.from({ length: 5 }, () => queue(text("once per key"))));
  await deliverMessages(worker(), "slack");
  await queue(text("once per key"));
  await deliverMessages(worker(), "slack");
  expect([posted("rolled back"), posted("once per key")]).toMatchObject([[], [{ channelName: "security" }]]);
});

test("many workers send each message once, and leave one audit row and its permalink", async () => {
  for (let i = 0; i < 10; i += 1) await queue(text(`of many ${i}`));
  await Promise.all(Array.from({ length: 5 }, () => deliverMessages(worker(), "slack")));
  for (let i = 0; i < 10; i += 1) {
    expect(posted(`of many ${i}`)).toHaveLength(1);
    expect(await sentEvents(`of many ${i}`)).toBe(1);
    expect((await stored(`of many ${i}`)).permalink).toBe(posted(`of many ${i}`)[0]?.url);
  }
});

test("wherever its sender dies, a message is sent by the next one, once, with one audit row", async () => {
  await queue(text("of a mortal"));
  const deaths: string[] = [];
  for (let lives = 0; (await stored("of a mortal")).sentAt === null; lives += 1) {
    expect(lives).toBeLessThan(30);
    const dying = mortal(worker(), ({ when, call, time }) => {
      const moment = `${when} ${call} ${time}`;
      if (deaths.includes(moment)) return false;
      deaths.push(moment);
      return true;
    });
    await deliverMessages(dying, "slack").catch(() => undefined);
    await later();
  }
  expect(deaths).toEqual(expect.arrayContaining(["before chat.post 1", "after chat.post 1"]));
  expect(deaths).toEqual(expect.arrayContaining(["before db.$transaction 1"]));
  expect([posted("of a mortal").length, await sentEvents("of a mortal")]).toEqual([1, 1]);
});

test("a message that nobody takes keeps its reason and since when, waits longer each time, and goes out in the end", async () => {
  await queue(text("patient"));
  const answer = json(200, { ok: false, error: "internal_error" });
  env.outside.interruptions.add("chat.postMessage", { kind: "answer", answer }, 2);
  await deliverMessages(worker(), "slack");
  const first = await stored("patient");
  expect(first).toMatchObject({ problem: expect.stringContaining("Slack is not available"), attempts: 1 });
  expect(first.nextAttemptAt.getTime()).toBeGreaterThan(Date.now());
  await deliverMessages(worker(), "slack");
  expect((await stored("patient")).attempts).toBe(1);
  await later();
  await deliverMessages(worker(), "slack");
  expect(await stored("patient")).toMatchObject({ attempts: 2, failingSince: first.failingSince });
  await later();
  await deliverMessages(worker(), "slack");
  expect(await stored("patient")).toMatchObject({ problem: null, failingSince: null, givenUpAt: null });
  expect(posted("patient")).toHaveLength(1);
});

test("an attempt that another one has overtaken records nothing", async () => {
  await queue(text("overtaken"));
  await sql("UPDATE key_rotation.outgoing_message SET attempts = 2 WHERE key = 'overtaken'");
  const attempt = { messageId: (await stored("overtaken")).id, attempt: 1 };
  const sent = await recordMessageSent(world.worker, SYSTEM, { ...attempt, permalink: null });
  const given = await giveUpMessage(world.worker, SYSTEM, { ...attempt, problem: "Too late." });
  expect([sent.ok, given.ok]).toEqual([false, false]);
  expect(await stored("overtaken")).toMatchObject({ sentAt: null, givenUpAt: null, problem: null });
});

test("after seven days a message is given up, with an audit row", async () => {
  await queue(text("hopeless"));
  await sql("ALTER TABLE key_rotation.outgoing_message DISABLE TRIGGER ALL");
  await sql("UPDATE key_rotation.outgoing_message SET created_at = now() - interval '7 days'");
  await sql("ALTER TABLE key_rotation.outgoing_message ENABLE TRIGGER ALL");
  env.outside.interruptions.add("chat.postMessage", { kind: "lose-answer" });
  await deliverMessages(worker(), "slack");
  expect(await stored("hopeless")).toMatchObject({ givenUpAt: expect.any(Date), sentAt: null });
  const { rows } = await sql(
    "SELECT action FROM audit_log WHERE changes ->> 'key' = 'hopeless' ORDER BY id DESC",
  );
  expect(rows).toEqual([{ action: "MESSAGE_GIVEN_UP" }]);
  await later();
  await deliverMessages(worker(), "slack");
  expect((await stored("hopeless")).attempts).toBe(1);
});

const issue = (title: string): OutgoingMessage => ({
  key: title,
  payload: { system: "github", action: "open-issue", title, body: "", labels: [] },
});
const closing = {
  key: "close",
  payload: { system: "github", action: "close-issue", summary: "Rotated." },
} as const;
const issuesNow = () =>
  env.outside.issues().map(({ title, state, comments }) => [title, state, comments.length]);

test("an issue is not closed before it was opened, and a retry means the issue that the first attempt meant", async () => {
  await queue(issue("Older"));
  await deliverMessages(worker(), "github");
  await queue(issue("Newer"));
  await queue(closing);
  env.outside.interruptions.add("POST", { kind: "lose-answer" });
  await deliverMessages(worker(), "github");
  expect(issuesNow()).toEqual([
    ["Older", "open", 0],
    ["Newer", "open", 0],
  ]);
  env.outside.interruptions.add("PATCH", { kind: "lose-answer" });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await later();
    await deliverMessages(worker(), "github");
  }
  expect(issuesNow()).toEqual([
    ["Older", "open", 0],
    ["Newer", "closed", 1],
  ]);
});

const inSeconds = (seconds: number) => ({
  "x-ratelimit-remaining": "0",
  "x-ratelimit-reset": String(Math.floor(Date.now() / 1_000) + seconds),
});

test.each([
  ["slack", 429, { "retry-after": "900" }, 900],
  ["slack", 429, { "retry-after": "86400" }, 3_600],
  ["github", 403, { "retry-after": "600" }, 600],
  ["github", 429, { "retry-after": "600" }, 600],
  ["github", 403, inSeconds(3_000), 3_000],
  ["github", 429, inSeconds(3_000), 3_000],
] as const)(
  "%s, which answers %i with %j, is called no more for that time, at most an hour, by any message",
  async (system, status, headers, seconds) => {
    const messages = ["first", "second"].map((word) => (system === "slack" ? text(word) : issue(word)));
    for (const message of messages) await queue(message);
    const answer = { status, headers, body: { json: {} } };
    env.outside.interruptions.add(`/${system}/`, { kind: "answer", answer });
    const from = Date.now();
    await deliverMessages(worker(), system);
    const waiting = await Promise.all(messages.map(({ key }) => stored(key)));
    expect(waiting.map(({ attempts, sentAt }) => [attempts, sentAt])).toEqual([
      [1, null],
      [0, null],
    ]);
    for (const { nextAttemptAt } of waiting) {
      const waits = (nextAttemptAt.getTime() - from) / 1_000;
      expect(Math.abs(waits - seconds)).toBeLessThan(60);
    }
    await later();
    await deliverMessages(worker(), system);
    for (const { key } of messages) expect((await stored(key)).sentAt).not.toBeNull();
  },
);

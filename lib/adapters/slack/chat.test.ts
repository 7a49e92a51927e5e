import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ChatBlock } from "#lib/domain/messages/outgoing-message.ts";
import { json } from "#sandbox/outside/exchange.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { createChat } from "./chat.ts";
import type { SlackConfig } from "./slack-client.ts";

const CHANNEL = "C0ENGINEERS";

let env: TestOutside;
beforeAll(async () => {
  env = await startOutsideForTest();
});
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => env.outside.interruptions.clear());

const chat = (changes: Partial<SlackConfig> = {}) =>
  createChat({
    apiUrl: env.outside.slackApiUrl,
    token: "slack-test-token",
    timeoutMs: 2_000,
    ...changes,
  });
const note = (token = randomUUID(), channel = CHANNEL) => ({
  channel,
  text: "Key rotation tomorrow",
  token,
  since: new Date(),
});
const posted = () => env.outside.messages();

describe("a message", () => {
  test("is posted to its channel, and its permalink shows it", async () => {
    const message = await chat().post(note());
    expect(message.channel).toBe(CHANNEL);
    expect(posted().at(-1)).toMatchObject({ channelName: "engineering", text: "Key rotation tomorrow" });
    expect(await (await fetch(message.permalink)).text()).toContain("Key rotation tomorrow");
  });

  test("is posted once per token, and again for another token or channel", async () => {
    const message = note();
    const first = await chat().post(message);
    expect(await chat().post(message)).toEqual(first);
    const before = posted().length;
    await chat().post(note());
    await chat().post({ ...message, channel: "C0SECURITY0" });
    expect(posted()).toHaveLength(before + 2);
  });

  test.each(["chat.postMessage", "chat.getPermalink", "conversations.history"])(
    "is not posted twice when the answer of %s is lost",
    async (method) => {
      const before = posted().length;
      const message = note();
      env.outside.interruptions.add(method, { kind: "lose-answer" });
      await expect(chat().post(message)).rejects.toMatchObject({ code: "unavailable", retryable: true });
      await chat().post(message);
      expect(posted()).toHaveLength(before + 1);
    },
  );

  test("is found past hundreds of messages of other people, and those before it was queued are not read", async () => {
    const message = note();
    const first = await chat().post(message);
    for (let i = 0; i < 450; i += 1) env.outside.say(CHANNEL, "I wonder.");
    const before = posted().length;
    expect(await chat().post(message)).toEqual(first);
    expect(posted()).toHaveLength(before);
    await chat().post({ ...message, since: new Date(Date.now() + 2 * 3_600_000) });
    expect(posted()).toHaveLength(before + 1);
  });

  test("carries its blocks as Slack defines them, and a button is a link", async () => {
    const url = "https://keyturn.example/schedule";
    const blocks: ChatBlock[] = [
      { type: "header", text: "Encryption Key Rotation Required" },
      { type: "text", text: "*Action Required:* rotate." },
      { type: "fields", fields: ["*Deadline:* 2026-02-08", "*Assignee:* @security-team"] },
      { type: "button", label: "Open", url },
    ];
    await chat().post({ ...note(), blocks });
    expect(posted().at(-1)?.blocks).toEqual([
      { type: "header", text: { type: "plain_text", text: "Encryption Key Rotation Required", emoji: true } },
      { type: "section", text: { type: "mrkdwn", text: "*Action Required:* rotate." } },
      {
        type: "section",
        fields: ["*Deadline:* 2026-02-08", "*Assignee:* @security-team"].map((text) => ({
          type: "mrkdwn",
          text,
        })),
      },
      {
        type: "actions",
        elements: [{ type: "button", text: { type: "plain_text", text: "Open", emoji: true }, url }],
      },
    ]);
  });

  test("is not posted when the channel's history cannot be read", async () => {
    const before = posted().length;
    const answer = json(200, { ok: false, error: "missing_scope", needed: "channels:history" });
    env.outside.interruptions.add("conversations.history", { kind: "answer", answer });
    await expect(chat().post(note())).rejects.toThrow("channels:history");
    expect(posted()).toHaveLength(before);
  });
});

describe("a refusal", () => {
  test.each([
    ["invalid_auth", "access-denied", "SLACK_TOKEN"],
    ["token_revoked", "access-denied", "SLACK_TOKEN"],
    ["missing_scope", "access-denied", "chat:write"],
    ["not_in_channel", "access-denied", "Invite it"],
    ["channel_not_found", "not-found", CHANNEL],
    ["is_archived", "invalid", "is_archived"],
    ["msg_too_long", "invalid", "msg_too_long"],
    ["ratelimited", "throttled", "limits the rate"],
    ["internal_error", "unavailable", "Try again"],
    ["service_unavailable", "unavailable", "Try again"],
    ["Bearer do-not-print", "invalid", "unknown_error"],
  ])("of %s is %s", async (error, code, words) => {
    const answer = json(200, { ok: false, error });
    env.outside.interruptions.add("chat.postMessage", { kind: "answer", answer });
    const refused = chat().post(note());
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.not.toThrow(/do-not-print|slack-test-token/);
  });

  test.each([
    [401, "access-denied"],
    [403, "access-denied"],
    [404, "not-found"],
    [413, "invalid"],
    [429, "throttled"],
    [500, "unavailable"],
    [503, "unavailable"],
  ])("of status %i is %s", async (status, code) => {
    const answer = { status, headers: { "retry-after": "30" }, body: { text: "do-not-print" } };
    env.outside.interruptions.add("", { kind: "answer", answer });
    const refused = chat().post(note());
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.not.toThrow(/do-not-print/);
  });

  test.each([
    [{ status: 429, headers: { "retry-after": "900" }, body: { text: "" } }, 900],
    [{ status: 429, body: { text: "" } }, 60],
    [json(200, { ok: false, error: "ratelimited" }), 60],
  ])("that limits the rate (%j) is a wait of %i s", async (answer, seconds) => {
    env.outside.interruptions.add("", { kind: "answer", answer });
    const limited = { code: "throttled", retryAfterMs: seconds * 1_000 };
    await expect(chat().post(note())).rejects.toMatchObject(limited);
  });

  test("of a wrong token and of an unknown channel comes from the real checks", async () => {
    await expect(chat({ token: "wrong" }).post(note())).rejects.toMatchObject({ code: "access-denied" });
    const unknown = chat().post(note(randomUUID(), "C0NOBODY000"));
    await expect(unknown).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("an answer", () => {
  test.each([
    "<html>Sign in</html>",
    "{}",
    `{"ok":true}`,
    `{"ok":"yes"}`,
    `{"ok":true,"messages":[{"ts":"now"}]}`,
  ])("of %s is not taken for Slack's, and nothing is posted", async (text) => {
    const before = posted().length;
    env.outside.interruptions.add("conversations.history", {
      kind: "answer",
      answer: { status: 200, body: { text } },
    });
    await expect(chat().post(note())).rejects.toMatchObject({ code: "unavailable" });
    expect(posted()).toHaveLength(before);
  });

  test("that never comes, or from nobody, is given up", async () => {
    env.outside.interruptions.add("", { kind: "silent" });
    await expect(chat({ timeoutMs: 100 }).post(note())).rejects.toMatchObject({ code: "unavailable" });
    const nobody = chat({ apiUrl: "http://127.0.0.1:1" }).post(note());
    await expect(nobody).rejects.toMatchObject({ code: "unavailable" });
  });
});

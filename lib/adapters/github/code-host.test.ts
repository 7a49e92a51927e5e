import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { json } from "#sandbox/outside/exchange.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { serverThat } from "#tests/http-answers.ts";
import { createCodeHost } from "./code-host.ts";
import type { GitHubConfig } from "./github-client.ts";

let env: TestOutside;
beforeAll(async () => {
  env = await startOutsideForTest();
});
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => env.outside.interruptions.clear());

const host = (changes: Partial<GitHubConfig> = {}) =>
  createCodeHost({
    apiUrl: env.outside.githubApiUrl,
    repository: "restartix/platform",
    token: "github-test-token",
    timeoutMs: 2_000,
    ...changes,
  });
const rotation = (token = randomUUID()) => ({
  title: "Rotate keys",
  body: "- [ ] backup",
  labels: ["security"],
  token,
  since: new Date(Date.now() - 1000),
});
const NOW = { openedBefore: new Date("2999-01-01") };
const stored = (number: number) => env.outside.issues().find((issue) => issue.number === number);

describe("an issue", () => {
  test("is opened with the label that finds it, found while open, and closed with a summary", async () => {
    const opened = await host().openRotationIssue(rotation());
    expect(opened).toMatchObject({ open: true, title: "Rotate keys" });
    expect(stored(opened.number)?.labels).toEqual(["key-rotation", "security"]);
    expect(await host().findRotationIssue(NOW)).toEqual(opened);
    expect((await fetch(opened.url)).status).toBe(200);
    const close = { number: opened.number, summary: "Rotated to V2.", token: randomUUID() };
    expect(await host().closeIssue(close)).toEqual({ ...opened, open: false });
    expect(await host().findRotationIssue(NOW)).toBeNull();
    expect(stored(opened.number)?.comments[0]?.body).toContain("Rotated to V2.");
  });

  test("that the reminder workflow opened first is taken, and none is opened beside it", async () => {
    const title = "🔐 Q1 2027 Encryption Key Rotation";
    const theirs = await host().openRotationIssue({ ...rotation(), title });
    expect(await host().openRotationIssue({ ...rotation(), title })).toEqual(theirs);
    await host().closeIssue({ number: theirs.number, summary: "Done.", token: randomUUID() });
    const next = await host().openRotationIssue({ ...rotation(), title });
    expect(next.number).not.toBe(theirs.number);
    await host().closeIssue({ number: next.number, summary: "Done.", token: randomUUID() });
  });

  test("is opened once and commented once, however often it is asked for with one token", async () => {
    const issue = rotation();
    const first = await host().openRotationIssue(issue);
    expect(await host().openRotationIssue(issue)).toEqual(first);
    const close = { number: first.number, summary: "Done.", token: randomUUID() };
    await host().closeIssue(close);
    await host().closeIssue(close);
    expect(stored(first.number)).toMatchObject({ state: "closed", comments: [{}] });
    expect(stored(first.number)?.comments).toHaveLength(1);
  });

  test.each(["POST /github/api/repos/restartix/platform/issues", "/comments", "PATCH"])(
    "is not made twice when the answer of %s is lost",
    async (where) => {
      const before = env.outside.issues().length;
      const issue = rotation();
      const run = async () => {
        const { number } = await host().openRotationIssue(issue);
        return host().closeIssue({ number, summary: "Done.", token: issue.token });
      };
      env.outside.interruptions.add(where, { kind: "lose-answer" });
      await expect(run()).rejects.toMatchObject({ code: "unavailable", retryable: true });
      const { number, open } = await run();
      expect(open).toBe(false);
      expect(env.outside.issues()).toHaveLength(before + 1);
      expect(stored(number)?.comments).toHaveLength(1);
    },
  );

  test("is found past a hundred comments of other people", async () => {
    const issue = await host().openRotationIssue(rotation());
    const close = { number: issue.number, summary: "Done.", token: randomUUID() };
    const others = stored(issue.number)?.comments;
    const at = new Date().toISOString();
    for (let id = 1; id <= 120; id += 1) others?.push({ id, body: "I wonder.", createdAt: at });
    await host().closeIssue(close);
    await host().closeIssue(close);
    expect(stored(issue.number)?.comments).toHaveLength(121);
  });

  test("is no pull request that carries the label", async () => {
    const item = {
      html_url: "https://github.example/1",
      state: "open",
      title: "t",
      created_at: "2026-11-01T09:00:00Z",
      labels: ["key-rotation"],
    };
    const answer = json(200, [
      { ...item, number: 2, pull_request: {} },
      { ...item, number: 1, labels: [{ name: "key-rotation" }] },
    ]);
    env.outside.interruptions.add("GET", { kind: "answer", answer });
    expect(await host().findRotationIssue(NOW)).toMatchObject({ number: 1 });
  });

  test("whose label GitHub dropped is an error that says what to do, and no second issue", async () => {
    const item = {
      number: 7,
      html_url: "https://github.example/7",
      state: "open",
      title: "t",
      created_at: "2026-11-01T09:00:00Z",
      labels: [],
    };
    env.outside.interruptions.add("POST", { kind: "answer", answer: json(201, item) });
    const opened = host().openRotationIssue(rotation());
    await expect(opened).rejects.toMatchObject({ code: "access-denied" });
    await expect(opened).rejects.toThrow("key-rotation of issue 7");
  });
});

const answering = (status: number, headers: Record<string, string> = {}) => {
  env.outside.interruptions.add("", {
    kind: "answer",
    answer: { status, headers, body: { json: { message: "do-not-print" } } },
  });
  return host().findRotationIssue(NOW);
};

describe("an answer", () => {
  test.each([
    [401, {}, "access-denied", "GITHUB_TOKEN"],
    [403, {}, "access-denied", "Grant the token"],
    [403, { "retry-after": "60" }, "throttled", "limits the rate"],
    [403, { "x-ratelimit-remaining": "0" }, "throttled", "limits the rate"],
    [429, {}, "throttled", "limits the rate"],
    [404, {}, "not-found", "GITHUB_REPOSITORY"],
    [301, { location: "/elsewhere" }, "not-found", "GITHUB_REPOSITORY"],
    [410, {}, "invalid", "switched off"],
    [422, {}, "invalid", "status 422"],
    [500, {}, "unavailable", "Try again"],
    [503, {}, "unavailable", "Try again"],
  ] as const)("of status %i with %j is %s", async (status, headers, code, words) => {
    const refused = answering(status, headers);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.not.toThrow(/do-not-print|github-test-token/);
  });

  test.each([
    [403, { "retry-after": "600" }, 600],
    [429, { "retry-after": "86400" }, 3_600],
    [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" }, 1],
    [403, { "x-ratelimit-remaining": "0" }, 60],
    [429, {}, 60],
  ] as const)("of status %i with %j is a wait of %i s", async (status, headers, seconds) => {
    const refused = answering(status, headers);
    await expect(refused).rejects.toMatchObject({ code: "throttled", retryAfterMs: seconds * 1_000 });
    await expect(refused).rejects.toThrow(`after ${seconds} s`);
  });

  test("of a secondary limit, which nothing but its message shows, is a wait of a minute and no missing permission", async () => {
    const message =
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    env.outside.interruptions.add("", { kind: "answer", answer: json(403, { message }) });
    const refused = host().findRotationIssue(NOW);
    await expect(refused).rejects.toMatchObject({ code: "throttled", retryAfterMs: 60_000 });
  });

  test("to a wrong token, or about another repository, is refused by the real checks", async () => {
    await expect(host({ token: "wrong" }).findRotationIssue(NOW)).rejects.toMatchObject({
      code: "access-denied",
    });
    await expect(host({ repository: "restartix/other" }).findRotationIssue(NOW)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test.each([
    "<html>Sign in</html>",
    `{"message":"fine"}`,
    `[{"number":1}]`,
    `[{"number":1,"html_url":"javascript:alert(1)","state":"open","title":"t","labels":[]}]`,
  ])("of %s is not read as a repository without issues", async (text) => {
    env.outside.interruptions.add("", { kind: "answer", answer: { status: 200, body: { text } } });
    await expect(host().findRotationIssue(NOW)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("that never comes, or from nobody, is given up", async () => {
    env.outside.interruptions.add("", { kind: "silent" });
    await expect(host({ timeoutMs: 100 }).findRotationIssue(NOW)).rejects.toMatchObject({
      code: "unavailable",
    });
    const nobody = host({ apiUrl: "http://127.0.0.1:1" }).findRotationIssue(NOW);
    await expect(nobody).rejects.toMatchObject({ code: "unavailable" });
  });

  test("that redirects is not followed with the token", async () => {
    const seen: unknown[] = [];
    const elsewhere = await serverThat((request, response) => {
      seen.push(request.headers.authorization);
      response.end("[]");
    });
    await expect(answering(302, { location: elsewhere })).rejects.toMatchObject({ code: "not-found" });
    expect(seen).toEqual([]);
  });
});

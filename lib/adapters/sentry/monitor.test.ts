import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { json } from "#sandbox/outside/exchange.ts";
import { SENTRY } from "#sandbox/outside/sentry-api.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { createSentryMonitor, type SentryConfig } from "./monitor.ts";

const SINCE = new Date("2026-02-02T09:00:00Z");

let env: TestOutside;
beforeAll(async () => {
  env = await startOutsideForTest();
});
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => {
  env.outside.interruptions.clear();
  env.outside.sentryIssues.length = 0;
});

const monitor = (changes: Partial<SentryConfig> = {}) =>
  createSentryMonitor({
    ...SENTRY,
    apiUrl: env.outside.sentryApiUrl,
    query: "is:unresolved level:[error,fatal]",
    timeoutMs: 2_000,
    ...changes,
  });
const seen = (lastSeen: Date, times = 1) => {
  for (let n = 0; n < times; n += 1) env.outside.sentryIssues.push({ id: `${n + 1}`, lastSeen });
};
const answers = (answer: ReturnType<typeof json>, times = 1) =>
  env.outside.interruptions.add("/sentry", { kind: "answer", answer }, times);

describe("what Sentry says", () => {
  test("is well without an issue since the time asked about", async () => {
    seen(new Date(SINCE.getTime() - 1));
    expect(await monitor().read(SINCE)).toEqual({ outcome: "pass", value: "0 issues" });
  });

  test("is a failure with as many issues as all pages have together", async () => {
    seen(SINCE, 203);
    expect(await monitor().read(SINCE)).toEqual({ outcome: "fail", value: "203 issues" });
  });

  test("is a failure, not an endless search, when the pages have no end", async () => {
    const link = `<https://x>; rel="next"; results="true"; cursor="0:1:0"`;
    answers({ status: 200, headers: { link }, body: { json: [{ id: "1" }] } }, 1_000);
    expect(await monitor().read(SINCE)).toMatchObject({ outcome: "fail" });
  });
});

describe("a refusal", () => {
  test.each([
    [400, "invalid", "SENTRY_QUERY"],
    [401, "access-denied", "SENTRY_TOKEN"],
    [403, "access-denied", "event:read"],
    [404, "not-found", "SENTRY_ORG"],
    [418, "invalid", "SENTRY_API_URL"],
    [500, "unavailable", "Try again"],
    [502, "unavailable", "Try again"],
    [503, "unavailable", "Try again"],
  ])("of status %i is %s and says what to do", async (status, code, words) => {
    answers(json(status, { detail: "do-not-print" }));
    const refused = monitor().read(SINCE);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.not.toThrow(/do-not-print|sandbox-sentry/);
  });

  test("on a later page is a refusal of the whole count", async () => {
    seen(SINCE, 150);
    env.outside.interruptions.add("/sentry", { kind: "slow", ms: 1 });
    answers(json(500, {}));
    await expect(monitor().read(SINCE)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("of a wrong token, organization or project comes from the real checks", async () => {
    await expect(monitor({ token: "wrong" }).read(SINCE)).rejects.toMatchObject({ code: "access-denied" });
    await expect(monitor({ org: "other" }).read(SINCE)).rejects.toMatchObject({ code: "not-found" });
    await expect(monitor({ project: "other" }).read(SINCE)).rejects.toMatchObject({ code: "invalid" });
  });
});

test.each([
  ["30", 30],
  [new Date(Date.now() + 20_000).toUTCString(), 20],
  ["soon", 60],
])("after a 429 with Retry-After %s Sentry is left alone for so long", async (header, seconds) => {
  answers({ status: 429, headers: { "retry-after": header }, body: { json: {} } });
  const throttled = monitor();
  await expect(throttled.read(SINCE)).rejects.toMatchObject({ code: "throttled" });
  const again = throttled.read(SINCE);
  await expect(again).rejects.toThrow(new RegExp(`after (${seconds}|${seconds - 1}) s`));
});

describe("an answer", () => {
  test.each(["<html>Sign in</html>", "{}", "null", "", "[1]", `[{"id":""}]`])(
    "of %s is not taken for Sentry's",
    async (text) => {
      answers({ status: 200, body: { text } });
      await expect(monitor().read(SINCE)).rejects.toMatchObject({ code: "unavailable" });
    },
  );

  test("that never comes, is cut off, leads elsewhere or is from nobody is given up", async () => {
    const { interruptions, sentryApiUrl } = env.outside;
    const given = (how: Parameters<typeof interruptions.add>[1]) => {
      interruptions.add("/sentry", how);
      return expect(monitor({ timeoutMs: 100 }).read(SINCE)).rejects.toMatchObject({ code: "unavailable" });
    };
    await given({ kind: "silent" });
    await given({ kind: "lose-answer" });
    await given({
      kind: "answer",
      answer: { status: 302, headers: { location: sentryApiUrl }, body: { text: "" } },
    });
    const nobody = monitor({ apiUrl: "http://127.0.0.1:1" }).read(SINCE);
    await expect(nobody).rejects.toMatchObject({ code: "unavailable" });
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { json } from "#sandbox/outside/exchange.ts";
import { PAGERDUTY } from "#sandbox/outside/pagerduty-api.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { pagerDutyIntegration } from "./integration.ts";
import { createPager, type PagerDutyConfig } from "./pager.ts";

let env: TestOutside;
beforeAll(async () => {
  env = await startOutsideForTest();
});
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => env.outside.interruptions.clear());

const config = (changes: Partial<PagerDutyConfig> = {}): PagerDutyConfig => ({
  apiUrl: env.outside.pagerDutyApiUrl,
  routingKey: PAGERDUTY.routingKey,
  source: "keyturn.example",
  timeoutMs: 2_000,
  ...changes,
});
const pager = (changes?: Partial<PagerDutyConfig>) => createPager(config(changes));
const trigger = (dedupKey: string, summary = "A rotation is overdue") =>
  ({ action: "trigger", dedupKey, summary, severity: "critical", url: "https://keyturn.example/x" }) as const;
const alerts = (key: string) => env.outside.alerts().filter((alert) => alert.key === key);

describe("an alert", () => {
  test("is opened, updated, acknowledged and resolved under one key", async () => {
    await pager().send(trigger("whole life"));
    await pager().send(trigger("whole life", "A rotation is two days overdue"));
    expect(alerts("whole life")).toMatchObject([
      { state: "triggered", summary: "A rotation is two days overdue", severity: "critical", triggers: 2 },
    ]);
    await pager().send({ action: "acknowledge", dedupKey: "whole life" });
    expect(alerts("whole life")).toMatchObject([{ state: "acknowledged" }]);
    await pager().send({ action: "resolve", dedupKey: "whole life" });
    expect(alerts("whole life")).toMatchObject([{ state: "resolved" }]);
  });

  test("is one, also when the answer was lost and it is triggered again", async () => {
    env.outside.interruptions.add("POST", { kind: "lose-answer" });
    await expect(pager().send(trigger("lost"))).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
    await pager().send(trigger("lost"));
    expect(alerts("lost")).toHaveLength(1);
  });
});

describe("an answer", () => {
  test.each([
    [400, "invalid", "PAGERDUTY_ROUTING_KEY"],
    [401, "access-denied", "PAGERDUTY_ROUTING_KEY"],
    [403, "access-denied", "PAGERDUTY_API_URL"],
    [404, "not-found", "PAGERDUTY_API_URL"],
    [413, "invalid", "status 413"],
    [429, "throttled", "limits the rate"],
    [500, "unavailable", "Try again"],
    [503, "unavailable", "Try again"],
  ] as const)("of status %i is %s", async (status, code, words) => {
    const body = { json: { status: "invalid event", errors: ["do-not-print"] } };
    env.outside.interruptions.add("", { kind: "answer", answer: { status, body } });
    const refused = pager().send(trigger("refused"));
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.not.toThrow(/do-not-print|sandboxpagerduty/);
    expect(alerts("refused")).toEqual([]);
  });

  test("that limits the rate says for how long", async () => {
    const answer = { status: 429, headers: { "retry-after": "30" }, body: { text: "" } };
    env.outside.interruptions.add("", { kind: "answer", answer });
    await expect(pager().send(trigger("limited"))).rejects.toMatchObject({ retryAfterMs: 30_000 });
  });

  test.each(["<html>Sign in</html>", "{}", `{"status":"success","dedup_key":"another"}`])(
    "of %s with status 202 is not taken for PagerDuty's",
    async (text) => {
      env.outside.interruptions.add("", { kind: "answer", answer: { status: 202, body: { text } } });
      await expect(pager().send(trigger("rubbish"))).rejects.toMatchObject({ code: "unavailable" });
    },
  );

  test("of a proxy with status 200 is no success", async () => {
    env.outside.interruptions.add("", { kind: "answer", answer: json(200, { status: "success" }) });
    await expect(pager().send(trigger("proxied"))).rejects.toMatchObject({ code: "unavailable" });
  });

  test("to a wrong routing key is refused by the real checks", async () => {
    const wrong = pager({ routingKey: "x".repeat(32) }).send(trigger("wrong"));
    await expect(wrong).rejects.toMatchObject({ code: "invalid" });
  });

  test("that never comes, or from nobody, is given up", async () => {
    env.outside.interruptions.add("", { kind: "silent" });
    const silent = pager({ timeoutMs: 100 }).send(trigger("silent"));
    await expect(silent).rejects.toMatchObject({ code: "unavailable" });
    const nobody = pager({ apiUrl: "http://127.0.0.1:1" }).send(trigger("nobody"));
    await expect(nobody).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("a test of the connection", () => {
  test("says what it made sure of and opens no alert", async () => {
    const before = env.outside.alerts().length;
    expect(await pagerDutyIntegration(config()).test()).toHaveLength(1);
    expect(env.outside.alerts()).toHaveLength(before);
  });

  test("fails with a routing key that PagerDuty does not accept", async () => {
    const wrong = pagerDutyIntegration(config({ routingKey: "too short" }));
    await expect(wrong.test()).rejects.toThrow("PAGERDUTY_ROUTING_KEY");
  });

  test("is not offered without a routing key", () => {
    expect(pagerDutyIntegration(config({ routingKey: "" }))).toMatchObject({ configured: false, target: "" });
  });
});

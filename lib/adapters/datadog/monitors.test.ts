import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DATADOG, type DatadogState } from "#sandbox/outside/datadog-api.ts";
import { json } from "#sandbox/outside/exchange.ts";
import { startOutsideForTest, type TestOutside } from "#sandbox/outside/start-outside-for-test.ts";
import { connectDatadog, type DatadogConfig } from "./datadog-api.ts";
import { createLogsMonitor } from "./logs-monitor.ts";
import { createStatesMonitor } from "./states-monitor.ts";

const SINCE = new Date("2026-02-02T09:00:00Z");
const OTHER = "4712";

let env: TestOutside;
beforeAll(async () => {
  env = await startOutsideForTest();
});
afterAll(() => env[Symbol.asyncDispose]());
afterEach(() => {
  const { interruptions, datadog } = env.outside;
  interruptions.clear();
  datadog.states.clear();
  datadog.states.set(DATADOG.monitorId, "OK");
  datadog.events = [];
});

const api = (changes: Partial<DatadogConfig> = {}) =>
  connectDatadog({ ...DATADOG, apiUrl: env.outside.datadogApiUrl, timeoutMs: 2_000, ...changes });
const states = (changes: Partial<DatadogConfig> = {}) =>
  createStatesMonitor(api(changes), [DATADOG.monitorId, OTHER]);
const logs = (changes: Partial<DatadogConfig> = {}) =>
  createLogsMonitor(api(changes), "service:core-api status:error");
const MONITORS = { states, logs };
const answers = (answer: ReturnType<typeof json>, times = 2) =>
  env.outside.interruptions.add("/datadog", { kind: "answer", answer }, times);

describe("the states of monitors", () => {
  test.each<[DatadogState, "pass" | "fail" | "unknown"]>([
    ["OK", "pass"],
    ["Alert", "fail"],
    ["Warn", "fail"],
    ["No Data", "unknown"],
    ["Ignored", "unknown"],
    ["Skipped", "unknown"],
    ["Unknown", "unknown"],
  ])("%s is a %s", async (state, outcome) => {
    env.outside.datadog.states.set(OTHER, state);
    const reading = await states().read(SINCE);
    expect(reading.outcome).toBe(outcome);
    expect(reading.value).toContain(outcome === "pass" ? "2 of 2 OK" : `${OTHER}: ${state}`);
  });

  test("are a failure when one alerts, whatever another does not know", async () => {
    env.outside.datadog.states.set(DATADOG.monitorId, "No Data").set(OTHER, "Alert");
    expect(await states().read(SINCE)).toMatchObject({ outcome: "fail" });
  });

  test("are not known of a monitor that is not there, nor in a word that Datadog adds later", async () => {
    await expect(states().read(SINCE)).rejects.toThrow("DATADOG_MONITOR_IDS");
    answers(json(200, { overall_state: "Snoozed" }));
    await expect(states().read(SINCE)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("the logs", () => {
  test("are well without an event since the time asked about", async () => {
    env.outside.datadog.events = [new Date(SINCE.getTime() - 1)];
    expect(await logs().read(SINCE)).toEqual({ outcome: "pass", value: "0 events" });
  });

  test("fail with as many events as all pages have together", async () => {
    env.outside.datadog.events = Array.from({ length: 23 }, () => SINCE);
    expect(await logs().read(SINCE)).toEqual({ outcome: "fail", value: "23 events" });
  });

  test.each([
    ["ran out of time", { status: "timeout" }],
    ["has warnings", { status: "done", warnings: [{ code: "unknown_index" }] }],
  ])("are not known when the count %s", async (_, meta) => {
    answers(json(200, { data: { buckets: [] }, meta }));
    await expect(logs().read(SINCE)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe.each(["states", "logs"] as const)("of the %s,", (name) => {
  const read = (changes: Partial<DatadogConfig> = {}) => MONITORS[name](changes).read(SINCE);

  test.each([
    [400, "invalid", "DATADOG_LOG_QUERY"],
    [401, "access-denied", "DATADOG_API_KEY"],
    [403, "access-denied", "monitors_read and logs_read_data"],
    [404, "not-found", "DATADOG_API_URL"],
    [413, "invalid", "DATADOG_API_URL"],
    [500, "unavailable", "Try again"],
    [503, "unavailable", "Try again"],
  ])("a refusal of status %i is %s and says what to do", async (status, code, words) => {
    answers(json(status, { errors: ["do-not-print"] }));
    const refused = read();
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.not.toThrow(/do-not-print|sandbox-datadog/);
  });

  test("a wrong key is refused by the real checks", async () => {
    await expect(read({ apiKey: "wrong" })).rejects.toMatchObject({ code: "access-denied" });
    await expect(read({ appKey: "wrong" })).rejects.toMatchObject({ code: "access-denied" });
  });

  test("after a 429 Datadog is left alone for as long as it asked", async () => {
    answers({ status: 429, headers: { "x-ratelimit-reset": "17" }, body: { json: {} } });
    const throttled = MONITORS[name]();
    await expect(throttled.read(SINCE)).rejects.toMatchObject({ code: "throttled" });
    await expect(throttled.read(SINCE)).rejects.toThrow(/after 1[67] s/);
  });

  test.each(["<html>Sign in</html>", "{}", "[]", "null", ""])(
    "an answer of %s is not taken for Datadog's",
    async (text) => {
      answers({ status: 200, body: { text } });
      await expect(read()).rejects.toMatchObject({ code: "unavailable" });
    },
  );

  test("an answer that never comes, or from nobody, is given up", async () => {
    env.outside.interruptions.add("/datadog", { kind: "silent" }, 2);
    await expect(read({ timeoutMs: 100 })).rejects.toMatchObject({ code: "unavailable" });
    await expect(read({ apiUrl: "http://127.0.0.1:1" })).rejects.toMatchObject({ code: "unavailable" });
  });
});

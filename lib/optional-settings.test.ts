import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { workerEnv } from "./env.ts";
import { DatadogSettings, OnePasswordSettings, SentrySettings } from "./optional-settings.ts";

const NEEDED = {
  sentry: { SENTRY_TOKEN: "token-of-sentry", SENTRY_ORG: "restartix", SENTRY_PROJECT: "core-api" },
  datadog: { DATADOG_API_KEY: "api-key", DATADOG_APP_KEY: "app-key", DATADOG_MONITOR_IDS: "4711, 4712" },
  onePassword: {
    OP_CONNECT_HOST: "https://connect.example.com",
    OP_CONNECT_TOKEN: "token-of-1password",
    OP_VAULT_ID: "ftz4pm2xxwmwrsd7rjqn7grzfz",
  },
};
const WORKER = {
  APP_ENV: "staging",
  APP_URL: "https://keyturn.example.com",
  DATABASE_URL: "postgres://w@db/x",
  AWS_REGION: "eu-central-1",
  SECRET_ID: "prod/env",
  ECS_CLUSTER: "c",
  ECS_SERVICE: "s",
  DB_INSTANCE_ID: "db-1",
  LOG_GROUP: "/ecs/s",
  GITHUB_REPOSITORY: "restartix/platform",
  GITHUB_TOKEN: "t",
  SLACK_TOKEN: "t",
  SLACK_CHANNEL_ENGINEERING: "C0ENGINEERS",
  SLACK_CHANNEL_SECURITY: "C0SECURITY",
  SLACK_CHANNEL_INCIDENTS: "C0INCIDENTS",
};
const OPTIONAL = [SentrySettings, DatadogSettings, OnePasswordSettings].flatMap(({ shape }) =>
  Object.keys(shape),
);

const set = (settings: Record<string, string>) => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
};
beforeEach(() => {
  for (const name of OPTIONAL) vi.stubEnv(name, undefined);
  set(WORKER);
});
afterEach(() => vi.unstubAllEnvs());

test("a worker without any of them starts, and so does one that was given empty ones", () => {
  expect(workerEnv()).toMatchObject({ sentry: null, datadog: null, onePassword: null });
  for (const name of OPTIONAL) vi.stubEnv(name, "");
  expect(workerEnv()).toMatchObject({ sentry: null, datadog: null, onePassword: null });
});

test.each(Object.entries(NEEDED))("%s is configured by all of its settings", (system, settings) => {
  set(settings);
  expect(workerEnv()).toMatchObject({
    sentry: null,
    datadog: null,
    onePassword: null,
    [system]: expect.any(Object),
  });
});

test("Sentry's search counts errors and fatal issues unless another is set", () => {
  set(NEEDED.sentry);
  expect(workerEnv().sentry?.SENTRY_QUERY).toBe("is:unresolved level:[error,fatal]");
  set({ SENTRY_QUERY: "is:unresolved" });
  expect(workerEnv().sentry?.SENTRY_QUERY).toBe("is:unresolved");
});

const halves = Object.values(NEEDED).flatMap((settings) =>
  Object.keys(settings).map((name) => [name, settings] as const),
);
test.each(halves)(
  "half a configuration, without %s, stops the worker, which names it and prints no value",
  (name, settings) => {
    set({ ...settings, [name]: "" });
    expect(() => workerEnv()).toThrow(new RegExp(`${name}:[^]*set all that is needed, or none`));
    expect(() => workerEnv()).not.toThrow(/token-of|api-key|app-key/);
  },
);

test.each(["SENTRY_API_URL", "SENTRY_QUERY", "DATADOG_API_URL", "DATADOG_LOG_QUERY"])(
  "%s alone is half a configuration",
  (name) => {
    set({ [name]: "https://x.example.com" });
    expect(() => workerEnv()).toThrow("set all that is needed, or none");
  },
);

test("Datadog watches monitors, logs or both, and its monitors are numbers", () => {
  const { DATADOG_MONITOR_IDS, ...keys } = NEEDED.datadog;
  set({ ...keys, DATADOG_LOG_QUERY: "status:error" });
  expect(workerEnv().datadog?.DATADOG_MONITOR_IDS).toBeUndefined();
  set({ DATADOG_MONITOR_IDS });
  expect(workerEnv().datadog?.DATADOG_MONITOR_IDS).toEqual(["4711", "4712"]);
  set({ DATADOG_MONITOR_IDS: "4711/../admin" });
  expect(() => workerEnv()).toThrow("DATADOG_MONITOR_IDS: is a list of numbers");
});

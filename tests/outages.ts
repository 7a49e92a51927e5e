import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { DATADOG } from "#sandbox/outside/datadog-api.ts";
import { json, type OutsideAnswer } from "#sandbox/outside/exchange.ts";
import type { Interruption } from "#sandbox/outside/interruptions.ts";
import { ONEPASSWORD } from "#sandbox/outside/onepassword-api.ts";
import { SENTRY } from "#sandbox/outside/sentry-api.ts";
import type { WorkerWorld } from "./worker-world.ts";

/** How a system can be broken. A slow one still answers in time, and is not down. */
export const DOWN = ["off", "throttling", "error", "rubbish"] as const;
export type Breakdown = (typeof DOWN)[number] | "slow";

const SLOW_MS = 300;
const RUBBISH = "<html>Please sign in</html>";

const AWS_ACTIONS: Record<string, readonly string[]> = {
  "aws-secrets-manager": [
    "GetSecretValue",
    "ListSecretVersionIds",
    "DescribeSecret",
    "PutSecretValue",
    "UpdateSecretVersionStage",
  ],
  "aws-ecs": [
    "DescribeServices",
    "ListTasks",
    "DescribeTasks",
    "DescribeTaskDefinition",
    "ListTaskDefinitions",
    "RegisterTaskDefinition",
    "UpdateService",
  ],
  "aws-rds": ["DescribeDBInstances", "DescribeDBSnapshots"],
  "aws-cloudwatch-logs": ["FilterLogEvents"],
};
const PATHS: Record<string, string> = {
  github: "/github/api",
  slack: "/slack/api",
  sentry: "/sentry",
  datadog: "/datadog",
  onepassword: "/onepassword",
};

/** Breaks one system, by the id of its integration, for whoever calls it from now on, until everything is mended. */
export function breakDown(world: WorkerWorld, system: string, how: Breakdown): void {
  const path = PATHS[system];
  if (path === undefined) return breakAws(world, AWS_ACTIONS[system] ?? [], how);
  world.outside.outside.interruptions.add(path, INTERRUPTIONS[how], Number.POSITIVE_INFINITY);
}

export function mend({ proxy, env, outside }: WorkerWorld): void {
  env.aws.faults.clear();
  outside.outside.interruptions.clear();
  proxy.around = async (_, forward) => {
    await forward();
    return true;
  };
}

const refuse = (answer: OutsideAnswer): Interruption => ({ kind: "answer", answer });

const INTERRUPTIONS: Record<Breakdown, Interruption> = {
  off: { kind: "cut" },
  slow: { kind: "slow", ms: SLOW_MS },
  // A second: whoever asks again after that is answered.
  throttling: refuse({
    status: 429,
    headers: { "retry-after": "1", "x-ratelimit-reset": "1" },
    body: { json: {} },
  }),
  error: refuse(json(500, {})),
  rubbish: refuse({ status: 200, body: { text: RUBBISH } }),
};

function breakAws({ proxy, env }: WorkerWorld, actions: readonly string[], how: Breakdown): void {
  if (how === "off" || how === "slow") {
    proxy.around = async ({ action }, forward) => {
      if (!actions.includes(action)) return forward().then(() => true);
      if (how === "off") return false;
      await delay(SLOW_MS);
      return forward().then(() => true);
    };
    return;
  }
  for (const action of actions) {
    if (how === "rubbish") env.aws.faults.inject({ kind: "garbage", action, body: RUBBISH });
    else env.aws.faults.inject({ kind: how === "error" ? "server-error" : "throttle", action });
  }
}

/** Settings of a worker with every system that may be absent. */
export function optionalSettings({ outside: { outside } }: WorkerWorld): Record<string, string> {
  return {
    SENTRY_API_URL: outside.sentryApiUrl,
    SENTRY_TOKEN: SENTRY.token,
    SENTRY_ORG: SENTRY.org,
    SENTRY_PROJECT: SENTRY.project,
    DATADOG_API_URL: outside.datadogApiUrl,
    DATADOG_API_KEY: DATADOG.apiKey,
    DATADOG_APP_KEY: DATADOG.appKey,
    DATADOG_MONITOR_IDS: DATADOG.monitorId,
    OP_CONNECT_HOST: outside.onePasswordUrl,
    OP_CONNECT_TOKEN: ONEPASSWORD.token,
    OP_VAULT_ID: ONEPASSWORD.vaultId,
  };
}

export interface TestPager extends AsyncDisposable {
  url: string;
  /** `action dedup_key` of every event that was accepted. */
  events: string[];
  how: Breakdown | null;
}

/** PagerDuty's Events API as far as an outage needs it. */
export async function startPager(): Promise<TestPager> {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { event_action: action, dedup_key } = JSON.parse(body) as Record<string, string>;
      if (pager.how === "off") return request.socket.destroy();
      if (pager.how === "throttling") return response.writeHead(429, { "retry-after": "1" }).end();
      if (pager.how === "error") return response.writeHead(500).end();
      if (pager.how === "rubbish") return response.writeHead(202).end(RUBBISH);
      if (pager.how === "slow") await delay(SLOW_MS);
      pager.events.push(`${action} ${dedup_key}`);
      return response.writeHead(202).end(JSON.stringify({ status: "success", dedup_key }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const pager: TestPager = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events: [],
    how: null,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return pager;
}

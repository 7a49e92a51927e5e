import { setTimeout as delay } from "node:timers/promises";
import { DATADOG } from "#sandbox/outside/datadog-api.ts";
import { json, type OutsideAnswer } from "#sandbox/outside/exchange.ts";
import type { Interruption } from "#sandbox/outside/interruptions.ts";
import { ONEPASSWORD } from "#sandbox/outside/onepassword-api.ts";
import { PAGERDUTY } from "#sandbox/outside/pagerduty-api.ts";
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
  pagerduty: "/pagerduty",
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
    PAGERDUTY_API_URL: outside.pagerDutyApiUrl,
    PAGERDUTY_ROUTING_KEY: PAGERDUTY.routingKey,
  };
}

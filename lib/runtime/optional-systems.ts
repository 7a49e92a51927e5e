import { connectDatadog } from "#lib/adapters/datadog/datadog-api.ts";
import { datadogIntegration } from "#lib/adapters/datadog/integration.ts";
import { createLogsMonitor } from "#lib/adapters/datadog/logs-monitor.ts";
import { createStatesMonitor } from "#lib/adapters/datadog/states-monitor.ts";
import { onePasswordIntegration } from "#lib/adapters/onepassword/integration.ts";
import { connectOnePassword, createVault } from "#lib/adapters/onepassword/vault.ts";
import { outsideCheckIntegration } from "#lib/adapters/outside-check/integration.ts";
import { createOutsideCheck } from "#lib/adapters/outside-check/outside-check.ts";
import { sentryIntegration } from "#lib/adapters/sentry/integration.ts";
import { createSentryMonitor } from "#lib/adapters/sentry/monitor.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { IntegrationJournal } from "#lib/jobs/integration-journal.ts";
import { observed } from "./observed.ts";

/** Systems that may be absent: then they are listed, and nothing calls them. */
export function connectOptional(env: WorkerEnv, journal: IntegrationJournal) {
  const [sentry, datadog, onePassword] = [sentryOf(env), datadogOf(env), onePasswordOf(env)];
  const outside = { url: env.DEADMAN_URL };
  return {
    vault: onePassword.vault && observed(onePassword.vault, journal.of("onepassword")),
    outsideCheck: outside.url ? observed(createOutsideCheck(outside), journal.of("outside-check")) : null,
    monitors: [
      ...sentry.monitors.map((it) => observed(it, journal.of("sentry"))),
      ...datadog.monitors.map((it) => observed(it, journal.of("datadog"))),
    ],
    integrations: [
      sentry.integration,
      datadog.integration,
      onePassword.integration,
      outsideCheckIntegration(outside),
    ],
  };
}

function sentryOf({ sentry: it }: WorkerEnv) {
  const config = it && {
    apiUrl: it.SENTRY_API_URL,
    token: it.SENTRY_TOKEN,
    org: it.SENTRY_ORG,
    project: it.SENTRY_PROJECT,
    query: it.SENTRY_QUERY,
  };
  const monitor = config && createSentryMonitor(config);
  return { monitors: monitor ? [monitor] : [], integration: sentryIntegration(config, monitor) };
}

function datadogOf({ datadog: it }: WorkerEnv) {
  const config = it && {
    apiUrl: it.DATADOG_API_URL,
    apiKey: it.DATADOG_API_KEY,
    appKey: it.DATADOG_APP_KEY,
  };
  const api = config && connectDatadog(config);
  const monitors = [
    ...(api && it.DATADOG_MONITOR_IDS ? [createStatesMonitor(api, it.DATADOG_MONITOR_IDS)] : []),
    ...(api && it.DATADOG_LOG_QUERY ? [createLogsMonitor(api, it.DATADOG_LOG_QUERY)] : []),
  ];
  return { monitors, integration: datadogIntegration(config, monitors) };
}

function onePasswordOf({ onePassword: it, SECRET_ID: scope }: WorkerEnv) {
  const config = it && {
    host: it.OP_CONNECT_HOST,
    token: it.OP_CONNECT_TOKEN,
    vaultId: it.OP_VAULT_ID,
    scope,
  };
  const api = config && connectOnePassword(config);
  return {
    vault: api && createVault(config, api),
    integration: onePasswordIntegration(config, api),
  };
}

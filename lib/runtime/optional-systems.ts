import { connectDatadog } from "#lib/adapters/datadog/datadog-api.ts";
import { datadogIntegration } from "#lib/adapters/datadog/integration.ts";
import { createLogsMonitor } from "#lib/adapters/datadog/logs-monitor.ts";
import { createStatesMonitor } from "#lib/adapters/datadog/states-monitor.ts";
import { onePasswordIntegration } from "#lib/adapters/onepassword/integration.ts";
import { createVault } from "#lib/adapters/onepassword/vault.ts";
import { sentryIntegration } from "#lib/adapters/sentry/integration.ts";
import { createSentryMonitor } from "#lib/adapters/sentry/monitor.ts";
import type { WorkerEnv } from "#lib/env.ts";

export function sentryOf({ sentry: it }: WorkerEnv) {
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

export function datadogOf({ datadog: it }: WorkerEnv) {
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

export function onePasswordOf({ onePassword: it, SECRET_ID: scope }: WorkerEnv) {
  const config = it && {
    host: it.OP_CONNECT_HOST,
    token: it.OP_CONNECT_TOKEN,
    vaultId: it.OP_VAULT_ID,
    scope,
  };
  return { vault: config && createVault(config), integration: onePasswordIntegration(config) };
}

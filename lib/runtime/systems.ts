import { cloudWatchIntegration } from "#lib/adapters/aws-cloudwatch-logs/integration.ts";
import { createLogs } from "#lib/adapters/aws-cloudwatch-logs/logs.ts";
import { createFleet } from "#lib/adapters/aws-ecs/fleet.ts";
import { ecsIntegration } from "#lib/adapters/aws-ecs/integration.ts";
import { createBackups } from "#lib/adapters/aws-rds/backups.ts";
import { rdsIntegration } from "#lib/adapters/aws-rds/integration.ts";
import { secretsManagerIntegration } from "#lib/adapters/aws-secrets-manager/integration.ts";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import { connectDatadog } from "#lib/adapters/datadog/datadog-api.ts";
import { datadogIntegration } from "#lib/adapters/datadog/integration.ts";
import { createLogsMonitor } from "#lib/adapters/datadog/logs-monitor.ts";
import { createStatesMonitor } from "#lib/adapters/datadog/states-monitor.ts";
import { createCodeHost } from "#lib/adapters/github/code-host.ts";
import { gitHubIntegration } from "#lib/adapters/github/integration.ts";
import { pagerDutyIntegration } from "#lib/adapters/pagerduty/integration.ts";
import { createPager } from "#lib/adapters/pagerduty/pager.ts";
import { sentryIntegration } from "#lib/adapters/sentry/integration.ts";
import { createSentryMonitor } from "#lib/adapters/sentry/monitor.ts";
import { createChat } from "#lib/adapters/slack/chat.ts";
import { slackIntegration } from "#lib/adapters/slack/integration.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { IntegrationJournal } from "#lib/jobs/integration-journal.ts";
import type { Chat } from "#lib/ports/chat.ts";
import { observed } from "./observed.ts";

/** Every outside system behind its port, observed, and the list of them that people see. */
export function connectSystems(env: WorkerEnv, journal: IntegrationJournal) {
  const region = env.AWS_REGION;
  const secret = { region, secretId: env.SECRET_ID };
  const service = { region, cluster: env.ECS_CLUSTER, service: env.ECS_SERVICE, secretId: env.SECRET_ID };
  const instance = { region, instanceId: env.DB_INSTANCE_ID };
  const log = {
    region,
    logGroup: env.LOG_GROUP,
    ...(env.LOG_FILTER_PATTERN === undefined ? {} : { filterPattern: env.LOG_FILTER_PATTERN }),
    ...(env.LOG_ERROR_PATTERN === undefined ? {} : { errorPattern: new RegExp(env.LOG_ERROR_PATTERN, "iu") }),
  };
  const repository = {
    apiUrl: env.GITHUB_API_URL,
    repository: env.GITHUB_REPOSITORY,
    token: env.GITHUB_TOKEN,
  };
  const workspace = { apiUrl: env.SLACK_API_URL, token: env.SLACK_TOKEN };
  const channels = {
    engineering: env.SLACK_CHANNEL_ENGINEERING,
    security: env.SLACK_CHANNEL_SECURITY,
    incidents: env.SLACK_CHANNEL_INCIDENTS,
  };
  const alerts = {
    apiUrl: env.PAGERDUTY_API_URL,
    routingKey: env.PAGERDUTY_ROUTING_KEY,
    source: new URL(env.APP_URL).host,
  };
  const [store, fleet] = [createSecretStore(secret), createFleet(service)];
  const [backups, logs] = [createBackups(instance), createLogs(log)];
  const [codeHost, chat] = [createCodeHost(repository), namedChannels(createChat(workspace), channels)];
  const [sentry, datadog] = [sentryOf(env), datadogOf(env)];
  const integrations = [
    secretsManagerIntegration(secret, store),
    ecsIntegration(service, fleet),
    rdsIntegration(instance, backups),
    cloudWatchIntegration(log, logs),
    gitHubIntegration(repository, codeHost),
    slackIntegration(workspace, channels),
    pagerDutyIntegration(alerts),
    sentry.integration,
    datadog.integration,
  ];
  return {
    // A label that is on no version is an ordinary answer of the store.
    store: observed(store, journal.of("aws-secrets-manager"), { answers: ["conflict", "not-found"] }),
    // The health of a task is the platform's word, not that of ECS.
    fleet: observed(fleet, journal.of("aws-ecs"), { unobserved: ["health"] }),
    backups: observed(backups, journal.of("aws-rds")),
    logs: observed(logs, journal.of("aws-cloudwatch-logs")),
    monitors: [
      ...sentry.monitors.map((it) => observed(it, journal.of("sentry"))),
      ...datadog.monitors.map((it) => observed(it, journal.of("datadog"))),
    ],
    codeHost: observed(codeHost, journal.of("github")),
    chat: observed(chat, journal.of("slack")),
    pager: alerts.routingKey ? observed(createPager(alerts), journal.of("pagerduty")) : null,
    integrations: integrations.map((it) => observed(it, journal.of(it.id), { answers: [] })),
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

/** Messages name a channel by its purpose; which channel that is, the environment says. */
function namedChannels(chat: Chat, channels: Record<string, string>): Chat {
  return {
    post: (message) => chat.post({ ...message, channel: channels[message.channel] ?? message.channel }),
  };
}

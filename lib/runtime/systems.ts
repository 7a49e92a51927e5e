import { cloudWatchIntegration } from "#lib/adapters/aws-cloudwatch-logs/integration.ts";
import { createLogs } from "#lib/adapters/aws-cloudwatch-logs/logs.ts";
import { createFleet } from "#lib/adapters/aws-ecs/fleet.ts";
import { ecsIntegration } from "#lib/adapters/aws-ecs/integration.ts";
import { createBackups } from "#lib/adapters/aws-rds/backups.ts";
import { rdsIntegration } from "#lib/adapters/aws-rds/integration.ts";
import { secretsManagerIntegration } from "#lib/adapters/aws-secrets-manager/integration.ts";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import { createCodeHost } from "#lib/adapters/github/code-host.ts";
import { gitHubIntegration } from "#lib/adapters/github/integration.ts";
import { pagerDutyIntegration } from "#lib/adapters/pagerduty/integration.ts";
import { createPager } from "#lib/adapters/pagerduty/pager.ts";
import { createChat } from "#lib/adapters/slack/chat.ts";
import { slackIntegration } from "#lib/adapters/slack/integration.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { IntegrationJournal } from "#lib/jobs/integration-journal.ts";
import type { Chat } from "#lib/ports/chat.ts";
import { observed } from "./observed.ts";
import { datadogOf, onePasswordOf, sentryOf } from "./optional-systems.ts";

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
  const [sentry, datadog, onePassword] = [sentryOf(env), datadogOf(env), onePasswordOf(env)];
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
    onePassword.integration,
  ];
  return {
    // A label that is on no version is an ordinary answer of the store.
    store: observed(store, journal.of("aws-secrets-manager"), { answers: ["conflict", "not-found"] }),
    // The health of a task is the platform's word, not that of ECS.
    fleet: observed(fleet, journal.of("aws-ecs"), { unobserved: ["health"] }),
    backups: observed(backups, journal.of("aws-rds")),
    logs: observed(logs, journal.of("aws-cloudwatch-logs")),
    vault: onePassword.vault && observed(onePassword.vault, journal.of("onepassword")),
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

/** Messages name a channel by its purpose; which channel that is, the environment says. */
function namedChannels(chat: Chat, channels: Record<string, string>): Chat {
  return {
    post: (message) => chat.post({ ...message, channel: channels[message.channel] ?? message.channel }),
  };
}

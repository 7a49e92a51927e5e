import type { AwsSandbox } from "./aws/aws-sandbox.ts";
import type { CompanyDatabase } from "./company-database.ts";
import { REPOSITORY, SLACK_CHANNELS } from "./company-outside.ts";
import { DATADOG } from "./outside/datadog-api.ts";
import { ONEPASSWORD } from "./outside/onepassword-api.ts";
import { PAGERDUTY } from "./outside/pagerduty-api.ts";
import { SENTRY } from "./outside/sentry-api.ts";
import type { Outside } from "./outside/start-outside.ts";
import type { Credentials } from "./state-folder.ts";

export const AWS_REGION = "eu-central-1";
export const ECS_CLUSTER = "restartix-prod";
export const ECS_SERVICE = "restartix-core-api";
export const REENCRYPT_TASK = "restartix-reencrypt";
export const OIDC_CLIENT_ID = "keyturn";
export const DB_INSTANCE_ID = "restartix-prod";
const LOG_GROUP = `/ecs/${ECS_SERVICE}`;

interface Parts {
  appUrl: string;
  issuer: string;
  database: CompanyDatabase;
  credentials: Credentials;
  aws: AwsSandbox;
  outside: Outside;
  /** Public age recipients. */
  escrowRecipients: readonly string[];
  timeCompression: number;
}

/** The web process gets no AWS setting and no key. */
export function webEnvironment(parts: Parts): Record<string, string> {
  const { appUrl, issuer, database, credentials } = parts;
  return {
    APP_ENV: "sandbox",
    APP_URL: appUrl,
    DATABASE_URL: database.urls.keyturn_web_login,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET: credentials.oidcClientSecret,
    OIDC_GROUP_SECURITY_ENGINEER: "security-engineers",
    OIDC_GROUP_SECURITY_APPROVER: "security-approvers",
    OIDC_GROUP_COMPLIANCE_OFFICER: "compliance-officers",
    NEXTAUTH_URL: appUrl,
    NEXTAUTH_SECRET: credentials.nextAuthSecret,
    TIME_COMPRESSION: String(parts.timeCompression),
  };
}

export function workerEnvironment(parts: Parts): Record<string, string> {
  const { appUrl, database, aws, outside, credentials } = parts;
  return {
    APP_ENV: "sandbox",
    APP_URL: appUrl,
    DATABASE_URL: database.urls.keyturn_worker_login,
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION,
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    SECRET_ID: "restartix-prod/env",
    ECS_CLUSTER,
    ECS_SERVICE,
    REENCRYPT_TASK_DEFINITION: REENCRYPT_TASK,
    REENCRYPT_SUBNETS: "subnet-0a1b2c3d,subnet-4e5f6a7b",
    REENCRYPT_SECURITY_GROUPS: "sg-0a1b2c3d",
    DB_INSTANCE_ID,
    LOG_GROUP,
    GITHUB_API_URL: outside.githubApiUrl,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_TOKEN: credentials.githubToken,
    SLACK_API_URL: outside.slackApiUrl,
    SLACK_TOKEN: credentials.slackToken,
    SLACK_CHANNEL_ENGINEERING: SLACK_CHANNELS.engineering,
    SLACK_CHANNEL_SECURITY: SLACK_CHANNELS.security,
    SLACK_CHANNEL_INCIDENTS: SLACK_CHANNELS.incidents,
    PAGERDUTY_API_URL: outside.pagerDutyApiUrl,
    PAGERDUTY_ROUTING_KEY: PAGERDUTY.routingKey,
    SENTRY_API_URL: outside.sentryApiUrl,
    SENTRY_TOKEN: SENTRY.token,
    SENTRY_ORG: SENTRY.org,
    SENTRY_PROJECT: SENTRY.project,
    DATADOG_API_URL: outside.datadogApiUrl,
    DATADOG_API_KEY: DATADOG.apiKey,
    DATADOG_APP_KEY: DATADOG.appKey,
    DATADOG_MONITOR_IDS: DATADOG.monitorId,
    DATADOG_LOG_QUERY: "service:core-api status:error",
    OP_CONNECT_HOST: outside.onePasswordUrl,
    OP_CONNECT_TOKEN: ONEPASSWORD.token,
    OP_VAULT_ID: ONEPASSWORD.vaultId,
    DEADMAN_URL: outside.deadmanUrl,
    ESCROW_AGE_RECIPIENTS: parts.escrowRecipients.join(","),
    TIME_COMPRESSION: String(parts.timeCompression),
  };
}

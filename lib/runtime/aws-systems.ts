import { cloudWatchIntegration } from "#lib/adapters/aws-cloudwatch-logs/integration.ts";
import { createLogs } from "#lib/adapters/aws-cloudwatch-logs/logs.ts";
import { createFleet } from "#lib/adapters/aws-ecs/fleet.ts";
import { ecsIntegration } from "#lib/adapters/aws-ecs/integration.ts";
import { createBackups } from "#lib/adapters/aws-rds/backups.ts";
import { rdsIntegration } from "#lib/adapters/aws-rds/integration.ts";
import { secretsManagerIntegration } from "#lib/adapters/aws-secrets-manager/integration.ts";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { IntegrationJournal } from "#lib/jobs/integration-journal.ts";
import { observed } from "./observed.ts";

export function connectAws(env: WorkerEnv, journal: IntegrationJournal) {
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
  const [store, fleet] = [createSecretStore(secret), createFleet(service)];
  const [backups, logs] = [createBackups(instance), createLogs(log)];
  return {
    // A label that is on no version is an ordinary answer of the store.
    store: observed(store, journal.of("aws-secrets-manager"), { answers: ["conflict", "not-found"] }),
    // The health of a task is the platform's word, not that of ECS.
    fleet: observed(fleet, journal.of("aws-ecs"), { unobserved: ["health"] }),
    backups: observed(backups, journal.of("aws-rds")),
    logs: observed(logs, journal.of("aws-cloudwatch-logs")),
    integrations: [
      secretsManagerIntegration(secret, store),
      ecsIntegration(service, fleet),
      rdsIntegration(instance, backups),
      cloudWatchIntegration(log, logs),
    ],
  };
}

import { cloudWatchIntegration } from "#lib/adapters/aws-cloudwatch-logs/integration.ts";
import { createLogs, type LogsConfig } from "#lib/adapters/aws-cloudwatch-logs/logs.ts";
import { createFleet } from "#lib/adapters/aws-ecs/fleet.ts";
import { ecsIntegration } from "#lib/adapters/aws-ecs/integration.ts";
import { createReencryptionTasks } from "#lib/adapters/aws-ecs/reencryption-tasks.ts";
import type { TasksConfig } from "#lib/adapters/aws-ecs/tasks-connection.ts";
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
  const log = logSettings(env);
  const task = taskSettings(env);
  const [store, fleet] = [createSecretStore(secret), createFleet(service)];
  const tasks = task && createReencryptionTasks(task);
  const [backups, logs] = [createBackups(instance), createLogs(log)];
  return {
    // A label that is on no version is an ordinary answer of the store.
    store: observed(store, journal.of("aws-secrets-manager"), { answers: ["conflict", "not-found"] }),
    // The health of a task is the platform's word, not that of ECS.
    fleet: observed(fleet, journal.of("aws-ecs"), { unobserved: ["health"] }),
    reencryptionTasks: tasks && observed(tasks, journal.of("aws-ecs")),
    backups: observed(backups, journal.of("aws-rds")),
    logs: observed(logs, journal.of("aws-cloudwatch-logs")),
    integrations: [
      secretsManagerIntegration(secret, store),
      ecsIntegration(service, tasks),
      rdsIntegration(instance, backups),
      cloudWatchIntegration(log, logs),
    ],
  };
}

function logSettings(env: WorkerEnv): LogsConfig {
  const { LOG_FILTER_PATTERN: filterPattern, LOG_ERROR_PATTERN: errors } = env;
  return {
    region: env.AWS_REGION,
    logGroup: env.LOG_GROUP,
    ...(filterPattern === undefined ? {} : { filterPattern }),
    ...(errors === undefined ? {} : { errorPattern: new RegExp(errors, "iu") }),
  };
}

/** Null: step 4 runs in the worker only. */
function taskSettings(env: WorkerEnv): TasksConfig | null {
  if (env.REENCRYPT_TASK_DEFINITION === undefined) return null;
  return {
    region: env.AWS_REGION,
    cluster: env.REENCRYPT_CLUSTER ?? env.ECS_CLUSTER,
    family: env.REENCRYPT_TASK_DEFINITION,
    container: env.REENCRYPT_CONTAINER,
    launchType: env.REENCRYPT_LAUNCH_TYPE,
    subnets: env.REENCRYPT_SUBNETS,
    securityGroups: env.REENCRYPT_SECURITY_GROUPS,
    assignPublicIp: env.REENCRYPT_ASSIGN_PUBLIC_IP === "ENABLED",
  };
}

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { PgBoss } from "pg-boss";
import { createEscrow } from "#lib/adapters/age-escrow/escrow.ts";
import { createLogs } from "#lib/adapters/aws-cloudwatch-logs/logs.ts";
import { createFleet } from "#lib/adapters/aws-ecs/fleet.ts";
import { createBackups } from "#lib/adapters/aws-rds/backups.ts";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import { createCodeHost } from "#lib/adapters/github/code-host.ts";
import { createChat } from "#lib/adapters/slack/chat.ts";
import { createKeyCustody } from "#lib/custody/key-custody.ts";
import { connectDatabase } from "#lib/db/client.ts";
import { type WorkerEnv, workerEnv } from "#lib/env.ts";
import { connectQueue, enqueue } from "#lib/jobs/queue.ts";
import type { WorkerDeps } from "#lib/jobs/worker-deps.ts";
import type { Chat } from "#lib/ports/chat.ts";
import { createClock } from "./clock.ts";
import { createEscrowArchive } from "./escrow-archive.ts";
import { createPlatformData } from "./platform-data.ts";

const HOUR_MS = 3_600_000;

/** Composition root of the worker: the only process with access to the secret. */
export function composeWorker(): { deps: WorkerDeps; boss: PgBoss } {
  const env = workerEnv();
  // The SDK reads AWS_ENDPOINT_URL by itself; in production `workerEnv` has refused it.
  const region = env.AWS_REGION;
  const db = connectDatabase(env.DATABASE_URL, 5);
  const boss = connectQueue(env.DATABASE_URL, { supervise: true });
  const recipients = env.ESCROW_AGE_RECIPIENTS.split(",")
    .map((recipient) => recipient.trim())
    .filter(Boolean);
  const archive =
    recipients.length === 0 ? null : { ...createEscrow({ recipients }), ...createEscrowArchive(db) };
  const custody = createKeyCustody(createSecretStore({ region, secretId: env.SECRET_ID }), archive);
  const deps: WorkerDeps = {
    workerId: `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`,
    db,
    environment: env.APP_ENV,
    hourMs: HOUR_MS / env.TIME_COMPRESSION,
    appUrl: env.APP_URL,
    wake: (tx, { queue, phaseRunId }) => enqueue(boss, tx, queue, { phaseRunId }),
    custody,
    fleet: createFleet({
      region,
      cluster: env.ECS_CLUSTER,
      service: env.ECS_SERVICE,
      secretId: env.SECRET_ID,
    }),
    platformData: createPlatformData(env.DATABASE_URL, custody),
    backups: createBackups({ region, instanceId: env.DB_INSTANCE_ID }),
    logs: createLogs({ region, logGroup: env.LOG_GROUP }),
    codeHost: createCodeHost({
      apiUrl: env.GITHUB_API_URL,
      repository: env.GITHUB_REPOSITORY,
      token: env.GITHUB_TOKEN,
    }),
    chat: namedChannels(env),
    clock: createClock(),
  };
  return { deps, boss };
}

/** Steps name a channel by its purpose; which channel that is, the environment says. */
function namedChannels(env: WorkerEnv): Chat {
  const chat = createChat({ apiUrl: env.SLACK_API_URL, token: env.SLACK_TOKEN });
  const channels: Record<string, string> = {
    engineering: env.SLACK_CHANNEL_ENGINEERING,
    security: env.SLACK_CHANNEL_SECURITY,
  };
  return {
    post: (message) => chat.post({ ...message, channel: channels[message.channel] ?? message.channel }),
  };
}

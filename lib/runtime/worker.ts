import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { PgBoss } from "pg-boss";
import { createEscrow } from "#lib/adapters/age-escrow/escrow.ts";
import { createLatency } from "#lib/adapters/latency-url/latency.ts";
import { createKeyCustody } from "#lib/custody/key-custody.ts";
import { connectDatabase } from "#lib/db/client.ts";
import { type WorkerEnv, workerEnv } from "#lib/env.ts";
import { createIntegrationJournal } from "#lib/jobs/integration-journal.ts";
import { connectQueue, enqueue } from "#lib/jobs/queue.ts";
import type { WorkerDeps } from "#lib/jobs/worker-deps.ts";
import type { ApplicationLatency } from "#lib/ports/application-latency.ts";
import { createClock } from "./clock.ts";
import { createEscrowArchive } from "./escrow-archive.ts";
import { createPlatformData } from "./platform-data.ts";
import { connectSystems } from "./systems.ts";
import { createWorkerBuild } from "./worker-build.ts";

const HOUR_MS = 3_600_000;

/** Composition root of the worker: the only process with access to the secret. */
export function composeWorker(): { deps: WorkerDeps; boss: PgBoss } {
  const env = workerEnv();
  // The SDK reads AWS_ENDPOINT_URL by itself; in production `workerEnv` has refused it.
  const db = connectDatabase(env.DATABASE_URL, 5);
  const boss = connectQueue(env.DATABASE_URL, { supervise: true });
  const { store, vault, ...systems } = connectSystems(env, createIntegrationJournal(db));
  const recipients = env.ESCROW_AGE_RECIPIENTS.split(",")
    .map((recipient) => recipient.trim())
    .filter(Boolean);
  const archive =
    recipients.length === 0 ? null : { ...createEscrow({ recipients }), ...createEscrowArchive(db) };
  const custody = createKeyCustody(store, archive, vault);
  const deps: WorkerDeps = {
    workerId: `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`,
    db,
    environment: env.APP_ENV,
    hourMs: HOUR_MS / env.TIME_COMPRESSION,
    appUrl: env.APP_URL,
    mentions: env.GITHUB_MENTIONS,
    wake: (tx, { queue, phaseRunId }) => enqueue(boss, tx, queue, { phaseRunId }),
    custody,
    ...systems,
    platformData: createPlatformData(env.DATABASE_URL, custody, latencyOf(env)),
    clock: createClock(),
    build: createWorkerBuild(env.ECS_CONTAINER_METADATA_URI_V4),
  };
  return { deps, boss };
}

function latencyOf({ APPLICATION_P95_URL: url }: WorkerEnv): ApplicationLatency | undefined {
  return url === "" ? undefined : createLatency(url);
}

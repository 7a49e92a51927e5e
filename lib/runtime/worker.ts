import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { PgBoss } from "pg-boss";
import { createFleet } from "#lib/adapters/aws-ecs/fleet.ts";
import { createSecretStore } from "#lib/adapters/aws-secrets-manager/secret-store.ts";
import { createKeyCustody } from "#lib/custody/key-custody.ts";
import { connectDatabase } from "#lib/db/client.ts";
import { workerEnv } from "#lib/env.ts";
import { connectQueue, enqueue } from "#lib/jobs/queue.ts";
import type { WorkerDeps } from "#lib/jobs/worker-deps.ts";
import { createPlatformData } from "./platform-data.ts";

/** Composition root of the worker: the only process with access to the secret. */
export function composeWorker(): { deps: WorkerDeps; boss: PgBoss } {
  const env = workerEnv();
  // The SDK reads AWS_ENDPOINT_URL by itself; in production `workerEnv` has refused it.
  const aws = { region: env.AWS_REGION };
  const boss = connectQueue(env.DATABASE_URL, { supervise: true });
  const custody = createKeyCustody(createSecretStore({ ...aws, secretId: env.SECRET_ID }));
  const deps: WorkerDeps = {
    workerId: `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`,
    db: connectDatabase(env.DATABASE_URL, 5),
    wake: (tx, { queue, phaseRunId }) => enqueue(boss, tx, queue, { phaseRunId }),
    custody,
    fleet: createFleet({
      ...aws,
      cluster: env.ECS_CLUSTER,
      service: env.ECS_SERVICE,
      secretId: env.SECRET_ID,
    }),
    platformData: createPlatformData(env.DATABASE_URL, custody),
  };
  return { deps, boss };
}

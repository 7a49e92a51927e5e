import { judgePlatform, type PlatformHealth } from "../domain/rotation/platform-health.ts";
import { describeError } from "./describe-error.ts";
import type { WorkerDeps } from "./worker-deps.ts";

type ObserveDeps = Pick<WorkerDeps, "db"> & { fleet: Pick<WorkerDeps["fleet"], "observe" | "health"> };

/**
 * Asks every task for its health and keeps the answer for the overview. A measurement, no decision: it leaves no audit row.
 * When the tasks cannot be listed, their encryption is unknown.
 */
export async function observePlatform({ db, fleet }: ObserveDeps): Promise<void> {
  const { healthy, message } = await ask(fleet).catch((error: unknown) => ({
    healthy: null,
    message: describeError(error),
  }));
  await db.$executeRaw`
    INSERT INTO key_rotation.platform_health (healthy, message) VALUES (${healthy}, ${message})
    ON CONFLICT (id) DO UPDATE SET healthy = excluded.healthy, message = excluded.message, observed_at = now()
    WHERE platform_health.observed_at < now() - interval '10 s'`;
}

async function ask(fleet: ObserveDeps["fleet"]): Promise<PlatformHealth> {
  const observation = await fleet.observe();
  const told = observation.tasks.map(async (task) => [task.id, await fleet.health(task)] as const);
  return judgePlatform(observation, new Map(await Promise.all(told)));
}

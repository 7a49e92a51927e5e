import { describeError } from "./describe-error.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** Asks every task for its health and keeps the answer for the overview. A measurement, no decision: it leaves no audit row. */
export async function observePlatform({ db, fleet }: WorkerDeps): Promise<void> {
  const { healthy, message } = await ask(fleet).catch((error: unknown) => ({
    healthy: false,
    message: describeError(error),
  }));
  await db.$executeRaw`
    INSERT INTO key_rotation.platform_health (healthy, message) VALUES (${healthy}, ${message})
    ON CONFLICT (id) DO UPDATE SET healthy = excluded.healthy, message = excluded.message, observed_at = now()
    WHERE platform_health.observed_at < now() - interval '10 s'`;
}

async function ask(fleet: WorkerDeps["fleet"]): Promise<{ healthy: boolean; message: string }> {
  const { tasks, desired } = await fleet.observe();
  const answers = await Promise.all(tasks.map((task) => fleet.health(task)));
  const well = answers.filter((answer) => answer.ok);
  const versions = [...new Set(well.map((answer) => answer.keyVersion))]
    .map((version) => `V${version}`)
    .toSorted();
  const writing = versions.length === 0 ? "" : `, writing with ${versions.join(" and ")}`;
  return {
    healthy: well.length >= desired && well.length === tasks.length,
    message: `${well.length} of ${tasks.length} tasks healthy${writing}`,
  };
}

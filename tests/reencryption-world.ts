import { jumpTo } from "./jump-to-phase.ts";
import type { World } from "./operations-world.ts";

/** What the form of the protection sends for a quarter of the time and nothing else. */
export const A_QUARTER = {
  dutyPercent: "25",
  lagHigh: "",
  lagLow: "",
  p95High: "",
  p95Low: "",
  deadHigh: "",
  deadLow: "",
};

/** A job that runs, as far as its own row says, limited to the approved rate; written past the engine by the owner. */
export async function runningJob(
  { database }: World,
  rotationId: string,
  approved: number | null = 1000,
): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `INSERT INTO key_rotation.reencryption_job (id, rotation_id, target_version, status, batch_size, connections, cells_per_second, started_at)
     VALUES (gen_random_uuid(), $1, 2, 'running', 1000, 1, $2, now()) RETURNING id::text`,
    [rotationId, approved],
  );
  await database.pool.query(
    "INSERT INTO key_rotation.reencryption_control (job_id, start, cells_per_second, most_cells_per_second) VALUES ($1, 'a', $2, $2)",
    [rows[0]?.id, approved],
  );
  return rows[0]?.id ?? "";
}

/** A rotation whose re-encryption is in progress; returns its job. */
export async function reencrypting(world: World, approved?: number | null): Promise<string> {
  const run = await jumpTo(world, { stepId: "re-encrypt", phaseId: "run", status: "running" });
  return runningJob(world, run.rotationId, approved);
}

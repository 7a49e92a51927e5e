import { phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { current, rotation, type World } from "./operations-world.ts";

/** A rotation in which every phase before this one is completed, written past the operations by the database's owner. */
export async function jumpTo(
  world: World,
  phase: { stepId: string; phaseId: string; status: string },
): Promise<PhaseRun> {
  const first = await rotation(world);
  const { pool } = world.database;
  await pool.query("UPDATE key_rotation.phase_run SET status = 'completed' WHERE id = $1", [first.id]);
  const order = phasesInOrder().map(({ step, phase: one }) => ({ stepId: step.id, phaseId: one.id }));
  const index = order.findIndex((it) => it.stepId === phase.stepId && it.phaseId === phase.phaseId);
  for (const key of order.slice(2, index))
    await insert(world, first.rotationId, { ...key, status: "completed" });
  await insert(world, first.rotationId, phase);
  return current(world);
}

async function insert(
  { database, people }: World,
  rotationId: string,
  run: { stepId: string; phaseId: string; status: string },
): Promise<void> {
  await database.pool.query(
    `INSERT INTO key_rotation.phase_run (rotation_id, step_id, phase_id, revision, status, started_by, created_at)
     VALUES ($1, $2, $3, 1, $4, $5, clock_timestamp())`,
    [rotationId, run.stepId, run.phaseId, run.status, people.ana.actorId],
  );
}

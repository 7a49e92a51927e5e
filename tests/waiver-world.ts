import { SYSTEM } from "#lib/operations/caller.ts";
import { recordInspection } from "#lib/operations/rotation/record-inspection.ts";
import { decideWaiver } from "#lib/operations/waiver/decide-waiver.ts";
import { proposeWaiver } from "#lib/operations/waiver/propose-waiver.ts";
import { must, type Name, PLAN, rotation, type World } from "./operations-world.ts";

export const REASON = "The snapshot of tonight is late, yesterday's is complete.";
export const LATE_BACKUP = {
  id: "backup-recent",
  label: "Backups are current",
  outcome: "fail" as const,
  value: "rds:nightly is of 2026-11-22T02:00:00.000Z",
  expected: "an available snapshot of the last 24 hours",
  source: "RDS",
  checkedAt: "2026-11-24T09:00:00.000Z",
};

export type SeenCheck = Omit<typeof LATE_BACKUP, "outcome"> & { outcome: "pass" | "fail" | "unknown" };

/** The worker's newest answers for the phase. */
export async function answered(world: World, phaseRunId: string, checks: SeenCheck[]): Promise<void> {
  await must(recordInspection(world.worker, SYSTEM, { phaseRunId, checks, plan: PLAN, problem: null }));
}

/** A rotation whose first gate is held up by a late backup, and the waiver that Ana would propose. */
export async function heldUp(world: World) {
  const run = await rotation(world);
  await answered(world, run.id, [LATE_BACKUP]);
  const { id: checkId, outcome, value } = LATE_BACKUP;
  const proposal = { kind: "check", phaseRunId: run.id, checkId, outcome, value, reason: REASON };
  return { run, proposal };
}

export async function proposedWaiver(world: World, by: Name = "ana") {
  const { run, proposal } = await heldUp(world);
  const { waiverId } = await must(proposeWaiver(world.web, world.people[by], proposal));
  return { run, waiverId };
}

export async function waived(world: World) {
  const { run, waiverId } = await proposedWaiver(world);
  await must(decideWaiver(world.web, world.people.elena, { waiverId, decision: "approved" }));
  return { run, waiverId };
}

export const LOST_COLUMN = "patient_persons.phone_encrypted";
export const LOST_DIGEST = "cd".repeat(32);

/** A cell that a job of this rotation could not open, written past the engine by the database's owner. */
export async function lostCell(
  { database }: World,
  rotationId: string,
  cell: { rowKey?: string; tried?: number[]; opensWith?: number | null; jobOf?: string } = {},
) {
  const { rowKey = "7", tried = [1, 2], opensWith = null, jobOf = rotationId } = cell;
  await database.pool.query(
    `WITH job AS (INSERT INTO key_rotation.reencryption_job (id, rotation_id, target_version, status, batch_size, connections)
       VALUES (gen_random_uuid(), $1, 2, 'completed-with-quarantine', 1000, 1) RETURNING id)
     INSERT INTO key_rotation.quarantine (column_name, row_key, row_id, cause, version_byte, length, tried, opens_with, digest, job_id)
     SELECT $2, $3, $3, 'authentication-failed', 1, 41, $4, $5, $6, job.id FROM job`,
    [jobOf, LOST_COLUMN, rowKey, tried, opensWith, LOST_DIGEST],
  );
  const reason = "Damaged in 2023; the clinic has the number on paper.";
  return { kind: "cell", rotationId, column: LOST_COLUMN, rowKey, digest: LOST_DIGEST, reason };
}

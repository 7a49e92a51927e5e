import type { Transaction } from "#lib/db/client.ts";
import type { Rotation } from "#prisma/generated/client.ts";
import { type AuditEvent, auditContextOf } from "../../domain/audit/audit-event.ts";
import type { ControlState, Wish } from "../../domain/reencryption/control.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { lockActiveRotation } from "../waiver/locked-waiver.ts";

export interface LockedJob {
  jobId: string;
  rotation: Rotation;
  state: ControlState;
  version: number;
  context: AuditEvent["context"];
}

interface ControlRow {
  wish: Wish;
  cells_per_second: number | null;
  most_cells_per_second: number | null;
  version: number;
  runs: boolean;
}

/** The job of a rotation whose re-encryption is in progress, with its orders locked: two callers take turns. */
export async function lockRunningJob(tx: Transaction, jobId: string): Promise<Result<LockedJob>> {
  const [job] = await tx.$queryRaw<{ rotation_id: string | null }[]>`
    SELECT rotation_id FROM key_rotation.reencryption_job WHERE id = ${jobId}::uuid`;
  if (!job?.rotation_id) return refuse("not-found", "There is no such re-encryption.");
  const rotation = await lockActiveRotation(tx, job.rotation_id);
  if (!rotation.ok) return rotation;
  const [control] = await tx.$queryRaw<ControlRow[]>`
    SELECT c.wish, c.cells_per_second, c.most_cells_per_second, c.version,
           j.status = 'running' AND NOT j.superseded AND EXISTS (
             SELECT FROM key_rotation.phase_run p WHERE p.rotation_id = j.rotation_id AND p.step_id = 're-encrypt'
                AND p.status = 'running') AS runs
      FROM key_rotation.reencryption_control c JOIN key_rotation.reencryption_job j ON j.id = c.job_id
     WHERE c.job_id = ${jobId}::uuid FOR UPDATE OF c`;
  if (!control?.runs)
    return refuse("wrong-state", "This re-encryption is not running: there is nothing to control.");
  const {
    wish,
    cells_per_second: cellsPerSecond,
    most_cells_per_second: mostCellsPerSecond,
    version,
  } = control;
  return ok({
    jobId,
    rotation: rotation.value,
    state: { wish, cellsPerSecond, mostCellsPerSecond },
    version,
    context: auditContextOf(rotation.value.type),
  });
}

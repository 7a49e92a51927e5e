import { log } from "../log.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/**
 * Joins the re-encryption that another worker of the same build performs, until it has no range left. Nothing is recorded
 * of it but its share. An ECS task works alone, as it was asked to.
 */
export async function helpReencrypt(deps: WorkerDeps, stopping: AbortSignal): Promise<void> {
  const [job] = await deps.db.$queryRaw<{ id: string; connections: number; rotation_id: string }[]>`
    SELECT j.id::text, j.connections, j.rotation_id FROM key_rotation.reencryption_job j
      JOIN key_rotation.reencryption_lease l ON l.job_id = j.id AND l.expires_at > clock_timestamp()
      JOIN key_rotation.phase_run p ON p.rotation_id = j.rotation_id AND p.step_id = 're-encrypt' AND p.status = 'running'
        AND p.input ->> 'where' IS DISTINCT FROM 'task'
      JOIN key_rotation.worker performer ON performer.id = p.claimed_by
      JOIN key_rotation.worker helper ON helper.id = ${deps.workerId} AND helper.build_digest = performer.build_digest
     WHERE j.status = 'running' AND performer.id <> helper.id
       AND EXISTS (SELECT FROM key_rotation.reencryption_range r WHERE r.job_id = j.id AND NOT r.finished)`;
  if (!job) return;
  const { connections, rotation_id: rotationId } = job;
  const share = await deps.platformData.helpReencrypt({ rotationId, connections, signal: stopping });
  const cells = share.columns.reduce((sum, column) => sum + column.total, 0);
  log.info({ job: job.id, status: share.status, cells, problem: share.error }, "helped to re-encrypt");
}

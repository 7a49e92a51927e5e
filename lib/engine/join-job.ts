import { hostname } from "node:os";
import type { Client } from "pg";
import { type JobClaim, JobFailure } from "./job-context.ts";
import { type KeyFingerprints, requireSameKeys } from "./job-keys.ts";
import type { JobRequest } from "./job-request.ts";
import { writeLog } from "./journal.ts";
import { LEASE_SECONDS } from "./lease.ts";
import { ORDER, type Order } from "./orders.ts";

interface RunningJob extends Order {
  jobId: string;
  rotationId: string | null;
  targetVersion: number;
  keys: KeyFingerprints | null;
}

export const processName = () => `${hostname()}:${process.pid}`;

/** Makes this process one of the job's workers; part of the transaction that claims or joins the job. */
export async function putWorker(
  client: Client,
  jobId: string,
  worker: string,
  request: Pick<JobRequest, "connections" | "ownCellsPerSecond">,
): Promise<void> {
  await client.query(
    `INSERT INTO key_rotation.reencryption_worker (id, job_id, name, connections, cells_per_second, expires_at)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6)) ON CONFLICT (id) DO NOTHING`,
    [worker, jobId, processName(), request.connections, request.ownCellsPerSecond, LEASE_SECONDS],
  );
}

/** Joins the job that runs in this database; of one start alone, if that is named. Null when there is none. */
export async function joinRunningJob(
  client: Client,
  request: JobRequest,
  worker: string,
  only: { start?: string },
): Promise<JobClaim | null> {
  const { rows } = await client.query<RunningJob>(
    `SELECT j.id::text AS "jobId", j.rotation_id AS "rotationId", j.target_version AS "targetVersion", j.keys,
            ${ORDER}
       FROM key_rotation.reencryption_lease l JOIN key_rotation.reencryption_job j ON j.id = l.job_id
       JOIN key_rotation.reencryption_control c ON c.job_id = j.id
      WHERE j.status = 'running' AND ($1::text IS NULL OR c.start = $1) FOR SHARE OF j`,
    [only.start ?? null],
  );
  const [job] = rows;
  if (!job) return null;
  if (job.targetVersion !== request.targetVersion) {
    throw new JobFailure(
      `The running job writes version ${job.targetVersion}, and ENCRYPTION_CURRENT_VERSION is ${request.targetVersion} here: make them agree.`,
    );
  }
  if (request.rotationId !== null && request.rotationId !== job.rotationId)
    throw new JobFailure("The running job belongs to another rotation: name that one.");
  requireSameKeys(request.keyring, job.keys, "joins");
  await putWorker(client, job.jobId, worker, request);
  const text = `${processName()} joined, ${request.connections} at a time.`;
  await writeLog(client, job.jobId, [{ level: "info", text }]);
  const { wish, cellsPerSecond, dutyPercent, held } = job;
  return { jobId: job.jobId, fence: null, order: { wish, cellsPerSecond, dutyPercent, held } };
}

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { inTransaction } from "#lib/db/platform.ts";
import { rateText } from "#lib/domain/reencryption/control.ts";
import { type JobClaim, JobFailure } from "./job-context.ts";
import { fingerprintsOf, type KeyFingerprints, requireSameKeys } from "./job-keys.ts";
import type { JobRequest } from "./job-request.ts";
import { joinRunningJob, putWorker } from "./join-job.ts";
import { type LogLine, writeLog } from "./journal.ts";
import { LEASE_SECONDS } from "./lease.ts";
import { NO_ORDER, type Order } from "./orders.ts";
import { putControl } from "./put-control.ts";
import type { Session } from "./session.ts";

const WAIT_MS = 15_000;
const POLL_MS = 250;
/** So many renewals seen while waiting prove that the holder lives. */
const SIGNS_OF_LIFE = 3;

interface Lease {
  held: boolean;
  heartbeat: string | null;
  fence: string;
}

/**
 * Takes the database's one coordinator's seat. A seat whose lease lapses within 15 s is taken over; when it is renewed, a
 * job of the same start is joined and another throws JobFailure. The newest unfinished job of the same rotation and
 * version is resumed, others are superseded.
 */
export async function claimJob(
  session: Session,
  request: JobRequest,
  worker: string,
  signal: AbortSignal,
): Promise<JobClaim> {
  const heartbeats = new Set<string | null>();
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const claim = await session.use((client) => tryClaim(client, request, worker));
    if ("jobId" in claim) return claim;
    heartbeats.add(claim.heartbeat);
    if (heartbeats.size > SIGNS_OF_LIFE || Date.now() > deadline) {
      throw new JobFailure(
        "Another re-encryption job is running in this database: wait until it ends, join it with --join, or cancel it.",
      );
    }
    await delay(POLL_MS, undefined, { signal });
  }
}

/** Joins the job that runs in this database, whoever started it. Throws JobFailure when none begins within 15 s. */
export async function joinJob(
  session: Session,
  request: JobRequest,
  worker: string,
  signal: AbortSignal,
): Promise<JobClaim> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const joined = await session.use((client) =>
      inTransaction(client, () => joinRunningJob(client, request, worker, {})),
    );
    if (joined) return joined;
    if (Date.now() > deadline) {
      throw new JobFailure(
        "No re-encryption job is running in this database: start one without --join, then join it.",
      );
    }
    await delay(POLL_MS, undefined, { signal });
  }
}

async function tryClaim(client: Client, request: JobRequest, worker: string): Promise<JobClaim | Lease> {
  return inTransaction(client, async () => {
    const { rows } = await client.query<Lease>(
      `SELECT owner IS NOT NULL AND owner <> $1 AND expires_at > clock_timestamp() AS held,
              heartbeat_at::text AS heartbeat, fence FROM key_rotation.reencryption_lease FOR UPDATE`,
      [worker],
    );
    const lease = rows[0];
    if (!lease)
      throw new JobFailure("key_rotation.reencryption_lease is empty: run npm run db:migrate as the owner.");
    const done = await completedJob(client, request.start);
    if (done) return done;
    if (lease.held) return (await joinRunningJob(client, request, worker, { start: request.start })) ?? lease;
    const fence = String(BigInt(lease.fence) + 1n);
    const resumable = await findResumable(client, request);
    if (resumable?.wrote) requireSameKeys(request.keyring, resumable.keys, "starts");
    const jobId = resumable?.id ?? randomUUID();
    await supersedeOthers(client, jobId);
    await putJob(client, jobId, fence, request);
    await client.query(
      `UPDATE key_rotation.reencryption_lease SET job_id = $1, owner = $2, fence = $3, heartbeat_at = clock_timestamp(),
              expires_at = clock_timestamp() + make_interval(secs => $4)`,
      [jobId, worker, fence, LEASE_SECONDS],
    );
    await putWorker(client, jobId, worker, request);
    const order = await putControl(client, jobId, request);
    await writeLog(client, jobId, [firstLine(request, order, resumable?.status)]);
    return { jobId, fence, order };
  });
}

/** The job of this very start, which another process has brought to its end: its report is all that is wanted. */
async function completedJob(client: Client, start: string): Promise<JobClaim | undefined> {
  const { rows } = await client.query<{ jobId: string }>(
    `SELECT j.id::text AS "jobId" FROM key_rotation.reencryption_job j
       JOIN key_rotation.reencryption_control c ON c.job_id = j.id
      WHERE c.start = $1 AND j.status LIKE 'completed%' AND NOT j.superseded`,
    [start],
  );
  return rows[0] && { ...rows[0], fence: null, order: NO_ORDER };
}

function firstLine(
  request: JobRequest,
  { wish, cellsPerSecond }: Order,
  before: string | undefined,
): LogLine {
  const rate = cellsPerSecond ?? request.ownCellsPerSecond;
  const how = `to V${request.targetVersion}, ${request.connections} at a time, ${rateText(rate)}`;
  const still = wish === "pause" ? " It stays paused." : "";
  if (before === undefined) return { level: "info", text: `Started: ${how}.` };
  return before === "running"
    ? {
        level: "warning",
        text: `Another process took the job over where the last one stopped: ${how}.${still}`,
      }
    : { level: "info", text: `Resumed where it stopped: ${how}.${still}` };
}

interface Resumable {
  id: string;
  status: string;
  keys: KeyFingerprints | null;
  /** Whether a cell is under its keys. */
  wrote: boolean;
}

async function findResumable(client: Client, request: JobRequest): Promise<Resumable | undefined> {
  const { rows } = await client.query<Resumable>(
    `SELECT id, status, keys, EXISTS (
            SELECT FROM key_rotation.reencryption_ledger l WHERE l.job_id = j.id AND l.reencrypted > 0) AS wrote
       FROM key_rotation.reencryption_job j
      WHERE target_version = $1 AND rotation_id IS NOT DISTINCT FROM $2 AND NOT superseded
        AND status IN ('queued', 'running', 'cancelled', 'failed') ORDER BY created_at DESC LIMIT 1`,
    [request.targetVersion, request.rotationId],
  );
  return rows[0];
}

/** An unfinished job towards another version cannot go on: the values it would write are old by now. */
async function supersedeOthers(client: Client, jobId: string): Promise<void> {
  await client.query(
    `UPDATE key_rotation.reencryption_job SET superseded = true, finished_at = coalesce(finished_at, clock_timestamp()),
            status = CASE WHEN status IN ('queued', 'running') THEN 'cancelled' ELSE status END
      WHERE id <> $1 AND NOT superseded AND status IN ('queued', 'running', 'cancelled', 'failed')`,
    [jobId],
  );
  await client.query("DELETE FROM key_rotation.reencryption_seen WHERE job_id <> $1", [jobId]);
  await client.query(
    `UPDATE key_rotation.reencryption_range SET holder = NULL, fence = fence + 1
      WHERE job_id <> $1 AND NOT finished AND holder IS NOT NULL`,
    [jobId],
  );
}

async function putJob(client: Client, jobId: string, fence: string, request: JobRequest): Promise<void> {
  await client.query(
    `INSERT INTO key_rotation.reencryption_job
            (id, rotation_id, target_version, status, batch_size, connections, cells_per_second, fence, keys, started_at)
     VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, $8, clock_timestamp())
     ON CONFLICT (id) DO UPDATE SET status = 'running', batch_size = excluded.batch_size, fence = excluded.fence,
            connections = excluded.connections, cells_per_second = excluded.cells_per_second, keys = excluded.keys, error = NULL,
            finished_at = NULL,
            started_at = coalesce(key_rotation.reencryption_job.started_at, excluded.started_at)`,
    [
      jobId,
      request.rotationId,
      request.targetVersion,
      request.batchSize,
      request.connections,
      request.cellsPerSecond,
      fence,
      fingerprintsOf(request.keyring),
    ],
  );
}

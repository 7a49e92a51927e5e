import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { inTransaction } from "#lib/db/platform.ts";
import { rateText } from "#lib/domain/reencryption/control.ts";
import { JobFailure } from "./job-context.ts";
import type { JobRequest } from "./job-request.ts";
import { type LogLine, writeLog } from "./journal.ts";
import type { Order } from "./orders.ts";
import { putControl } from "./put-control.ts";
import type { Session } from "./session.ts";

export const LEASE_SECONDS = 3;
const WAIT_MS = 15_000;
const POLL_MS = 250;
/** So many renewals seen while waiting prove that the holder lives. */
const SIGNS_OF_LIFE = 3;

export interface JobClaim {
  jobId: string;
  fence: string;
  resumed: boolean;
  order: Order;
}

interface Lease {
  held: boolean;
  heartbeat: string | null;
  fence: string;
}

/**
 * Takes the database's one lease. A holder's lease that lapses within 15 s is taken over; one that is renewed throws
 * JobFailure. The newest unfinished job of the same rotation and version is resumed, others are superseded.
 */
export async function claimJob(
  session: Session,
  request: JobRequest,
  signal: AbortSignal,
): Promise<JobClaim> {
  const owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  const heartbeats = new Set<string | null>();
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const claim = await session.use((client) => tryClaim(client, request, owner));
    if ("jobId" in claim) return claim;
    heartbeats.add(claim.heartbeat);
    if (heartbeats.size > SIGNS_OF_LIFE || Date.now() > deadline) {
      throw new JobFailure(
        "Another re-encryption job is running in this database: wait until it ends, or cancel it.",
      );
    }
    await delay(POLL_MS, undefined, { signal });
  }
}

async function tryClaim(client: Client, request: JobRequest, owner: string): Promise<JobClaim | Lease> {
  return inTransaction(client, async () => {
    const { rows } = await client.query<Lease>(
      `SELECT owner IS NOT NULL AND owner <> $1 AND expires_at > clock_timestamp() AS held,
              heartbeat_at::text AS heartbeat, fence FROM key_rotation.reencryption_lease FOR UPDATE`,
      [owner],
    );
    const lease = rows[0];
    if (!lease)
      throw new JobFailure("key_rotation.reencryption_lease is empty: run npm run db:migrate as the owner.");
    if (lease.held) return lease;
    const fence = String(BigInt(lease.fence) + 1n);
    const resumable = await findResumable(client, request);
    const jobId = resumable?.id ?? randomUUID();
    await supersedeOthers(client, jobId);
    await putJob(client, jobId, fence, request);
    await client.query(
      `UPDATE key_rotation.reencryption_lease SET job_id = $1, owner = $2, fence = $3, heartbeat_at = clock_timestamp(),
              expires_at = clock_timestamp() + make_interval(secs => $4)`,
      [jobId, owner, fence, LEASE_SECONDS],
    );
    const order = await putControl(client, jobId, request);
    await writeLog(client, jobId, [firstLine(request, order, resumable?.status)]);
    return { jobId, fence, resumed: resumable !== undefined, order };
  });
}

function firstLine(
  request: JobRequest,
  { wish, cellsPerSecond }: Order,
  before: string | undefined,
): LogLine {
  const how = `to V${request.targetVersion}, ${request.connections} at a time, ${rateText(cellsPerSecond)}`;
  const still = wish === "pause" ? " It stays paused." : "";
  if (before === undefined) return { level: "info", text: `Started: ${how}.` };
  return before === "running"
    ? {
        level: "warning",
        text: `Another process took the job over where the last one stopped: ${how}.${still}`,
      }
    : { level: "info", text: `Resumed where it stopped: ${how}.${still}` };
}

async function findResumable(
  client: Client,
  request: JobRequest,
): Promise<{ id: string; status: string } | undefined> {
  const { rows } = await client.query<{ id: string; status: string }>(
    `SELECT id, status FROM key_rotation.reencryption_job
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
}

async function putJob(client: Client, jobId: string, fence: string, request: JobRequest): Promise<void> {
  await client.query(
    `INSERT INTO key_rotation.reencryption_job
            (id, rotation_id, target_version, status, batch_size, connections, cells_per_second, fence, started_at)
     VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, clock_timestamp())
     ON CONFLICT (id) DO UPDATE SET status = 'running', batch_size = excluded.batch_size, fence = excluded.fence,
            connections = excluded.connections, cells_per_second = excluded.cells_per_second, error = NULL,
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
    ],
  );
}

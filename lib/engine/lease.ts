import type { Client } from "pg";
import { inTransaction } from "#lib/db/platform.ts";
import { writeLog } from "./journal.ts";

/** Of the coordinator's seat, and of each worker's ranges. */
export const LEASE_SECONDS = 3;

/** Gives this process the seat of a running job whose coordinator's lease has lapsed. Its new fence; null when it has not. */
export async function takeSeat(
  client: Client,
  { jobId, worker }: { jobId: string; worker: string },
): Promise<string | null> {
  return inTransaction(client, async () => {
    const { rows } = await client.query<{ fence: string }>(
      `UPDATE key_rotation.reencryption_lease SET owner = $2, fence = fence + 1, heartbeat_at = clock_timestamp(),
              expires_at = clock_timestamp() + make_interval(secs => $3)
        WHERE job_id = $1 AND (owner = $2 OR coalesce(expires_at < clock_timestamp(), true))
          AND EXISTS (SELECT FROM key_rotation.reencryption_job WHERE id = $1 AND status = 'running')
       RETURNING fence`,
      [jobId, worker, LEASE_SECONDS],
    );
    const fence = rows[0]?.fence;
    if (fence === undefined) return null;
    await client.query("UPDATE key_rotation.reencryption_job SET fence = $2 WHERE id = $1", [jobId, fence]);
    const text = "One of the workers took the coordinator's place.";
    await writeLog(client, jobId, [{ level: "warning", text }]);
    return fence;
  });
}

/** Leaves the job: its ranges, and the seat if this process holds it, are free for others at once. */
export async function leaveJob(
  client: Client,
  { worker, fence }: { worker: string; fence: string | null },
): Promise<void> {
  await client.query(
    `WITH left_seat AS (
       UPDATE key_rotation.reencryption_lease SET expires_at = clock_timestamp() WHERE fence = $2
     )
     UPDATE key_rotation.reencryption_worker SET expires_at = NULL WHERE id = $1`,
    [worker, fence],
  );
}

import { setTimeout as delay } from "node:timers/promises";
import { LEASE_SECONDS } from "./claim-job.ts";
import { LeaseLostError } from "./job-context.ts";
import type { Session } from "./session.ts";

const BEAT_MS = 750;

export interface Heartbeat {
  /** Ends the beats; the lease itself is released by whoever finishes the job. */
  stop(): Promise<void>;
}

export interface HeartbeatCallbacks {
  /** Someone set `cancel_requested`. */
  cancelled(): void;
  /** The lease went to another process, or the database is gone for good. */
  failed(error: Error): void;
}

/**
 * Renews the lease on a connection of its own, samples the progress and tells listeners of `key_rotation`. It never
 * writes the job's row, which running batches hold in shared mode.
 */
export function startHeartbeat(
  session: Session,
  job: { jobId: string; fence: string; rotationId: string | null },
  callbacks: HeartbeatCallbacks,
): Heartbeat {
  const stopped = new AbortController();
  const beats = (async () => {
    while (!stopped.signal.aborted) {
      if (await beat(session, job)) callbacks.cancelled();
      await delay(BEAT_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })().catch((error: unknown) => callbacks.failed(error instanceof Error ? error : new Error(String(error))));
  return {
    stop: async () => {
      stopped.abort();
      await beats;
    },
  };
}

async function beat(
  session: Session,
  { jobId, fence, rotationId }: { jobId: string; fence: string; rotationId: string | null },
): Promise<boolean> {
  return session.use(async (client) => {
    const { rows } = await client.query<{ cancel: boolean }>(
      `WITH renewed AS (
         UPDATE key_rotation.reencryption_lease SET heartbeat_at = clock_timestamp(),
                expires_at = clock_timestamp() + make_interval(secs => $3) WHERE job_id = $1 AND fence = $2 RETURNING job_id
       ), sampled AS (
         INSERT INTO key_rotation.reencryption_sample (job_id, cells)
         SELECT job_id, (SELECT coalesce(sum(total), 0) FROM key_rotation.reencryption_ledger WHERE job_id = $1) FROM renewed
       )
       SELECT cancel_requested AS cancel FROM key_rotation.reencryption_job WHERE id = $1 AND EXISTS (SELECT FROM renewed)`,
      [jobId, fence, LEASE_SECONDS],
    );
    if (!rows[0]) throw new LeaseLostError();
    const news = JSON.stringify({ topic: "reencryption", rotation: rotationId });
    await client.query("SELECT pg_notify('key_rotation', $1)", [news]);
    return rows[0].cancel;
  });
}

import { setTimeout as delay } from "node:timers/promises";
import { LEASE_SECONDS } from "./claim-job.ts";
import { LeaseLostError } from "./job-context.ts";
import { type Journal, writeLog } from "./journal.ts";
import type { Order, Orders } from "./orders.ts";
import type { Session } from "./session.ts";

const BEAT_MS = 750;
const STANDS = "Stands still: no batch is open and no row is locked.";
const GOES_ON = "Goes on.";

export interface Heartbeat {
  /** Ends the beats; the lease itself is released by whoever finishes the job. */
  stop(): Promise<void>;
}

interface BeatingJob {
  jobId: string;
  fence: string;
  rotationId: string | null;
  orders: Orders;
  journal: Journal;
}

/**
 * Renews the lease on a connection of its own, reads people's orders, samples the progress, writes the log and tells
 * listeners of `key_rotation`. It never writes the job's row, which running batches hold in shared mode. `failed`: the
 * lease went to another process, or the database is gone for good.
 */
export function startHeartbeat(session: Session, job: BeatingJob, failed: (error: Error) => void): Heartbeat {
  const stopped = new AbortController();
  const beats = (async () => {
    let stood = false;
    while (!stopped.signal.aborted) {
      stood = await beat(session, job, stood);
      await delay(BEAT_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })().catch((error: unknown) => failed(error instanceof Error ? error : new Error(String(error))));
  return {
    stop: async () => {
      stopped.abort();
      await beats;
    },
  };
}

/** Whether the job stands still now. A pause leaves no samples: it may last for days. */
async function beat(session: Session, job: BeatingJob, stood: boolean): Promise<boolean> {
  const { jobId, fence, rotationId, orders, journal } = job;
  const { stands } = orders;
  return session.use(async (client) => {
    const { rows } = await client.query<Order>(
      `WITH renewed AS (
         UPDATE key_rotation.reencryption_lease SET heartbeat_at = clock_timestamp(),
                expires_at = clock_timestamp() + make_interval(secs => $3) WHERE job_id = $1 AND fence = $2 RETURNING job_id
       ), sampled AS (
         INSERT INTO key_rotation.reencryption_sample (job_id, cells)
         SELECT job_id, (SELECT coalesce(sum(total), 0) FROM key_rotation.reencryption_ledger WHERE job_id = $1)
           FROM renewed WHERE NOT $4
       ), standing AS (
         UPDATE key_rotation.reencryption_control SET stands_since = CASE WHEN $4 THEN clock_timestamp() END
          WHERE job_id = $1 AND (stands_since IS NOT NULL) <> $4 AND EXISTS (SELECT FROM renewed)
       )
       SELECT wish, cells_per_second AS "cellsPerSecond" FROM key_rotation.reencryption_control
        WHERE job_id = $1 AND EXISTS (SELECT FROM renewed)`,
      [jobId, fence, LEASE_SECONDS, stands],
    );
    if (!rows[0]) throw new LeaseLostError();
    orders.take(rows[0]);
    if (stands !== stood) await writeLog(client, jobId, [{ level: "info", text: stands ? STANDS : GOES_ON }]);
    await journal.flush(client, jobId);
    const news = JSON.stringify({ topic: "reencryption", rotation: rotationId });
    await client.query("SELECT pg_notify('key_rotation', $1)", [news]);
    return stands;
  });
}

import { setTimeout as delay } from "node:timers/promises";
import { type JobContext, LeaseLostError } from "./job-context.ts";
import { writeLog } from "./journal.ts";
import { LEASE_SECONDS, takeSeat } from "./lease.ts";
import { ORDER, type Order } from "./orders.ts";
import type { Protection } from "./protection.ts";
import type { Session } from "./session.ts";

const BEAT_MS = 750;
const STANDS = "Stands still: no batch is open and no row is locked.";
const GOES_ON = "Goes on.";
const SEAT_LOST = "Another worker took the coordinator's place meanwhile; this process goes on as a worker.";

export interface Heartbeat {
  /** Ends the beats; the leases themselves are released by whoever leaves or finishes the job. */
  stop(): Promise<void>;
}

type BeatingJob = Pick<JobContext, "jobId" | "worker" | "seat" | "orders" | "journal"> & {
  rotationId: string | null;
  /** Told of the cells that other processes, and earlier runs, have read. */
  onOthers: (cells: number) => void;
  protection: Protection;
};

interface Pulse extends Order {
  status: string;
  superseded: boolean;
  sits: boolean;
  /** Nobody sits on the coordinator's seat any more. */
  vacant: boolean;
  /** Every worker stands, and the page was told otherwise. */
  stood: boolean | null;
  others: string;
}

/**
 * Renews this process's leases on a connection of its own, reads people's orders, writes the log and tells listeners of
 * `key_rotation`; the coordinator's also samples the progress. It never writes the rows of the job and its ranges, which
 * running batches hold. A worker takes a vacant seat, and a coordinator whose seat was taken goes on as a worker. `failed`:
 * the job was superseded, or the database is gone for good.
 */
export function startHeartbeat(
  session: Session,
  job: BeatingJob,
  { ended, failed }: { ended: () => void; failed: (error: Error) => void },
): Heartbeat {
  const stopped = new AbortController();
  const beats = (async () => {
    while (!stopped.signal.aborted) {
      if (!(await beat(session, job))) return ended();
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

/** False when another process has ended the job. A pause leaves no samples: it may last for days. */
async function beat(session: Session, job: BeatingJob): Promise<boolean> {
  const { jobId, worker, seat, orders, journal } = job;
  return session.use(async (client) => {
    const { rows } = await client.query<Pulse>(PULSE, [
      jobId,
      seat.fence,
      worker,
      orders.stands,
      LEASE_SECONDS,
    ]);
    const pulse = rows[0];
    if (seat.fence !== null && !pulse?.sits) {
      if (!pulse || pulse.superseded) throw new LeaseLostError();
      seat.fence = null;
      journal.note({ level: "warning", text: SEAT_LOST });
    }
    if (pulse?.status !== "running") return false;
    const { wish, cellsPerSecond, dutyPercent, held, workers } = pulse;
    orders.take({ wish, cellsPerSecond, dutyPercent, held, workers: workers ?? 1 });
    job.onOthers(Number(pulse.others));
    if (pulse.stood !== null)
      await writeLog(client, jobId, [{ level: "info", text: pulse.stood ? STANDS : GOES_ON }]);
    await journal.flush(client, jobId);
    if (pulse.sits) await job.protection.look(client, jobId);
    if (pulse.vacant) seat.fence = await takeSeat(client, { jobId, worker });
    const news = JSON.stringify({ topic: "reencryption", rotation: job.rotationId });
    await client.query("SELECT pg_notify('key_rotation', $1)", [news]);
    return true;
  });
}

/** $1 job, $2 fence of the seat or null, $3 this worker, $4 whether it stands, $5 seconds of a lease. */
const PULSE = `
  WITH others AS (
    SELECT count(*)::int AS live, coalesce(bool_and(stands), true) AS stand FROM key_rotation.reencryption_worker
     WHERE job_id = $1 AND id <> $3 AND expires_at > clock_timestamp()
  ), alive AS (
    UPDATE key_rotation.reencryption_worker SET stands = $4, expires_at = clock_timestamp() + make_interval(secs => $5)
     WHERE id = $3
  ), renewed AS (
    UPDATE key_rotation.reencryption_lease SET heartbeat_at = clock_timestamp(),
           expires_at = clock_timestamp() + make_interval(secs => $5) WHERE job_id = $1 AND fence = $2 RETURNING job_id
  ), ledger AS (
    SELECT coalesce(sum(total), 0) AS cells, coalesce(sum(total) FILTER (WHERE worker <> $3), 0) AS others
      FROM key_rotation.reencryption_ledger WHERE job_id = $1
  ), sampled AS (
    INSERT INTO key_rotation.reencryption_sample (job_id, cells)
    SELECT r.job_id, l.cells FROM renewed r, ledger l, others o WHERE NOT ($4 AND o.stand)
  ), standing AS (
    UPDATE key_rotation.reencryption_control SET stands_since = CASE WHEN $4 AND o.stand THEN clock_timestamp() END
      FROM others o WHERE job_id = $1 AND (stands_since IS NOT NULL) <> ($4 AND o.stand) AND EXISTS (SELECT FROM renewed)
    RETURNING stands_since IS NOT NULL AS stands
  )
  SELECT ${ORDER}, j.status, j.superseded, o.live + 1 AS workers, l.others,
         EXISTS (SELECT FROM renewed) AS sits, (SELECT stands FROM standing) AS stood,
         EXISTS (SELECT FROM key_rotation.reencryption_lease s
                  WHERE s.job_id = $1 AND coalesce(s.expires_at < clock_timestamp(), true)
                    AND NOT EXISTS (SELECT FROM renewed)) AS vacant
    FROM key_rotation.reencryption_job j JOIN key_rotation.reencryption_control c ON c.job_id = j.id, others o, ledger l
   WHERE j.id = $1`;

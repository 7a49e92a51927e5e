import type { Database } from "#lib/db/client.ts";

/** Without a sign of life for so long, a part counts as silent. */
export const SILENT_AFTER_S = { worker: 60, scheduler: 120 } as const;

export interface SignsOfLife {
  worker: { silent: boolean; at: Date | null };
  /** Passes over the calendar: reminders and alarms are sent by these. */
  scheduler: { silent: boolean; at: Date | null };
  /** Of the check outside; null when none was ever pinged. */
  ping: { at: Date | null; problem: string | null } | null;
}

interface Row {
  worker_at: Date | null;
  worker_silent: boolean;
  passed_at: Date | null;
  scheduler_silent: boolean;
  pinged_at: Date | null;
  ping_problem: string | null;
}

/** Who is there, by the database's clock, in one short query: load balancers ask often. */
export async function findSignsOfLife(db: Database): Promise<SignsOfLife> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT w.at AS worker_at, s.passed_at, s.pinged_at, s.ping_problem,
      coalesce(w.at < now() - make_interval(secs => ${SILENT_AFTER_S.worker}), true) AS worker_silent,
      coalesce(s.passed_at < now() - make_interval(secs => ${SILENT_AFTER_S.scheduler}), true) AS scheduler_silent
    FROM (SELECT max(heartbeat_at) AS at FROM key_rotation.worker) AS w LEFT JOIN key_rotation.scheduler AS s ON true`;
  const { pinged_at: at = null, ping_problem: problem = null } = row ?? {};
  return {
    worker: { silent: row?.worker_silent ?? true, at: row?.worker_at ?? null },
    scheduler: { silent: row?.scheduler_silent ?? true, at: row?.passed_at ?? null },
    ping: at === null && problem === null ? null : { at, problem },
  };
}

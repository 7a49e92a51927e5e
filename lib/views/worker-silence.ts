import type { Database } from "#lib/db/client.ts";

const SILENT_SECONDS = 60;

/** The last heartbeat of any worker, as an ISO instant, when it is more than a minute old; "never" before the first. */
export async function findWorkerSilence(db: Database): Promise<string | null> {
  const [row] = await db.$queryRaw<{ last: Date | null; alive: boolean | null }[]>`
    SELECT max(heartbeat_at) AS last, max(heartbeat_at) > now() - make_interval(secs => ${SILENT_SECONDS}) AS alive
    FROM key_rotation.worker`;
  if (row?.alive) return null;
  return row?.last?.toISOString() ?? "never";
}

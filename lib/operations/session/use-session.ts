import type { Database } from "#lib/db/client.ts";

export const IDLE_MINUTES = 15;

export interface LiveSession {
  actorId: string;
  authTime: Date | null;
  /** When it ends unless the person does something before, and at the latest. */
  endsAt: Date;
}

/**
 * The session if it is neither revoked, expired nor idle for 15 minutes. Only `activity` keeps it from going idle:
 * background refreshes of an open page must not.
 */
export async function useSession(
  db: Database,
  sessionId: string,
  activity: boolean,
): Promise<LiveSession | null> {
  const [row] = await db.$queryRaw<{ actor_id: string; auth_time: Date | null; ends_at: Date }[]>`
    UPDATE key_rotation.session SET last_active_at = CASE WHEN ${activity} THEN now() ELSE last_active_at END
    WHERE id = ${sessionId}::uuid AND revoked_at IS NULL AND expires_at > now()
      AND last_active_at > now() - make_interval(mins => ${IDLE_MINUTES})
    RETURNING actor_id::text, auth_time,
      least(expires_at, last_active_at + make_interval(mins => ${IDLE_MINUTES})) AS ends_at`;
  return row ? { actorId: row.actor_id, authTime: row.auth_time, endsAt: row.ends_at } : null;
}

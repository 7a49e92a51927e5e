import { createHash } from "node:crypto";
import type { Database } from "#lib/db/client.ts";

/** Calendar programs ask every few minutes at most. */
const READS_PER_HOUR = 120;

export type CalendarAccess = "granted" | "unknown" | "too-often";

/**
 * Whether the token is that of a person who still has a role, and how often it was used this hour. It is looked up by its
 * SHA-256, so that the time which the comparison takes says nothing about a token that works.
 */
export async function useCalendarToken(db: Database, token: string): Promise<CalendarAccess> {
  const tokenHash = createHash("sha256").update(token).digest("hex");
  const [row] = await db.$queryRaw<{ reads: number }[]>`
    UPDATE key_rotation.calendar_token t SET last_read_at = now(),
      hour_began_at = CASE WHEN t.hour_began_at > now() - interval '1 hour' THEN t.hour_began_at ELSE now() END,
      reads_in_hour = CASE WHEN t.hour_began_at > now() - interval '1 hour' THEN t.reads_in_hour + 1 ELSE 1 END
    FROM key_rotation.actor a
    WHERE t.token_hash = ${tokenHash} AND t.revoked_at IS NULL
      AND a.id = t.actor_id AND a.disabled_at IS NULL AND cardinality(a.roles) > 0
    RETURNING t.reads_in_hour AS reads`;
  if (!row) return "unknown";
  return row.reads > READS_PER_HOUR ? "too-often" : "granted";
}

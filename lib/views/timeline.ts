import type { Database } from "#lib/db/client.ts";
import type { AuditEventView } from "../domain/rotation/views.ts";
import { type AuditRow, eventView } from "./audit-event-view.ts";

export const TIMELINE_PAGE_SIZE = 50;

/** One page of what happened in a rotation, newest first, and how many events there are. `page` counts from 1. */
export async function listTimeline(
  db: Database,
  rotationId: string,
  page = 1,
): Promise<{ events: AuditEventView[]; total: number }> {
  const rows = await db.$queryRaw<(AuditRow & { total: bigint })[]>`
    SELECT c.seq, l.action, l.entity_type, l.entity_id, l.changes, l.created_at, l.action_context,
      host(l.ip_address) AS ip_address, encode(c.hash, 'hex') AS hash, count(*) OVER () AS total
    FROM key_rotation.audit_chain c JOIN public.audit_log l ON l.id = c.audit_log_id
    WHERE l.changes ->> 'rotation' = ${rotationId}
    ORDER BY c.seq DESC LIMIT ${TIMELINE_PAGE_SIZE} OFFSET ${(page - 1) * TIMELINE_PAGE_SIZE}`;
  return { events: rows.map(eventView), total: Number(rows[0]?.total ?? 0) };
}

import type { Database } from "#lib/db/client.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { AuditEventView } from "../domain/rotation/views.ts";
import { type AuditRow, eventView } from "./audit-event-view.ts";

export interface AuditFilter {
  action: string;
  actor: string;
  result: string;
  from: string;
  to: string;
  sort: "newest" | "oldest";
  page: number;
}

export const AUDIT_PAGE_SIZE = 50;
const ORDER = { newest: Prisma.sql`c.seq DESC`, oldest: Prisma.sql`c.seq` };

/** One page of the trail in the order asked for, and how many events match. */
export async function listAudit(
  db: Database,
  filter: AuditFilter,
  pageSize = AUDIT_PAGE_SIZE,
): Promise<{ events: AuditEventView[]; total: number }> {
  const { action, actor, result, from, to } = filter;
  const rows = await db.$queryRaw<(AuditRow & { total: bigint })[]>`
    SELECT c.seq, l.action, l.entity_type, l.entity_id, l.changes, l.created_at, l.action_context,
      host(l.ip_address) AS ip_address, encode(c.hash, 'hex') AS hash, count(*) OVER () AS total
    FROM key_rotation.audit_chain c JOIN public.audit_log l ON l.id = c.audit_log_id
    WHERE (${action} = '' OR l.action = ${action})
      AND (${actor} = '' OR l.changes ->> 'actor' = ${actor})
      AND (${result} = '' OR (l.action = 'ACCESS_REFUSED') = (${result} = 'refused'))
      AND (${from} = '' OR l.created_at >= nullif(${from}, '')::date)
      AND (${to} = '' OR l.created_at < nullif(${to}, '')::date + 1)
    ORDER BY ${ORDER[filter.sort]} LIMIT ${pageSize} OFFSET ${(filter.page - 1) * pageSize}`;
  return { events: rows.map(eventView), total: Number(rows[0]?.total ?? 0) };
}

export async function findAuditEvent(db: Database, seq: bigint): Promise<AuditEventView | null> {
  const [row] = await db.$queryRaw<AuditRow[]>`
    SELECT c.seq, l.action, l.entity_type, l.entity_id, l.changes, l.created_at, l.action_context,
      host(l.ip_address) AS ip_address, encode(c.hash, 'hex') AS hash
    FROM key_rotation.audit_chain c JOIN public.audit_log l ON l.id = c.audit_log_id WHERE c.seq = ${seq}`;
  return row ? eventView(row) : null;
}

/** The values that the filters offer. */
export async function listAuditChoices(db: Database): Promise<{ actions: string[]; actors: string[] }> {
  const actions = await db.$queryRaw<{ value: string }[]>`
    SELECT DISTINCT l.action AS value FROM key_rotation.audit_chain c JOIN public.audit_log l ON l.id = c.audit_log_id
    ORDER BY 1`;
  const actors = await db.$queryRaw<{ value: string }[]>`
    SELECT DISTINCT l.changes ->> 'actor' AS value
    FROM key_rotation.audit_chain c JOIN public.audit_log l ON l.id = c.audit_log_id WHERE l.changes ? 'actor' ORDER BY 1`;
  return { actions: actions.map((row) => row.value), actors: actors.map((row) => row.value) };
}

import type { Database } from "#lib/db/client.ts";

/** Whether this person's look at a record is in the trail already, since then. */
export async function hasReading(
  db: Database,
  reader: { name: string; email: string },
  { what, since }: { what: string; since: Date },
): Promise<boolean> {
  const [row] = await db.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM key_rotation.audit_chain c JOIN public.audit_log l ON l.id = c.audit_log_id
      WHERE l.action = 'COMPLIANCE_VIEWED' AND l.changes ->> 'what' = ${what}
        AND l.changes ->> 'actor' = ${`${reader.name} <${reader.email}>`} AND l.created_at >= ${since}) AS found`;
  return row?.found ?? false;
}

import type { Client } from "pg";
import { type AuditContext, auditContextOf } from "#lib/domain/audit/audit-event.ts";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";

/** One row of the platform's `audit_log` per run, where that table exists. Part of the transaction that ends the job. */
export async function recordAudit(
  client: Client,
  job: { jobId: string; rotationId: string | null; targetVersion: number },
  report: Pick<ReencryptionReport, "status" | "elapsedMs" | "error" | "columns">,
): Promise<void> {
  const { rows } = await client.query<{ table_there: boolean; chained: boolean }>(
    `SELECT to_regclass('public.audit_log') IS NOT NULL AS table_there,
            to_regprocedure('key_rotation.append_audit(bigint,text,text,bigint,jsonb,text,inet)') IS NOT NULL AS chained`,
  );
  if (!rows[0]?.table_there) return;
  const { userId, onBehalfOf, context } = await authorOf(client, job.rotationId);
  const changes = JSON.stringify({
    actor: "system",
    ...(onBehalfOf === null ? {} : { on_behalf_of: onBehalfOf }),
    job: job.jobId,
    rotation: job.rotationId,
    status: report.status,
    elapsedMs: report.elapsedMs,
    error: report.error,
    columns: report.columns,
  });
  // The function also links the row into the hash chain; without it the row stands alone.
  await client.query(
    rows[0].chained
      ? `SELECT key_rotation.append_audit($1, 'KEY_REENCRYPTION', 'encryption_key', $2, $3, $4, NULL)`
      : `INSERT INTO public.audit_log (user_id, action, entity_type, entity_id, changes, created_at, action_context)
         VALUES ($1, 'KEY_REENCRYPTION', 'encryption_key', $2, $3, clock_timestamp(), $4)`,
    [userId, job.targetVersion, changes, context],
  );
}

interface Author {
  /** The platform's user; null for a run that nobody started in the console. */
  userId: string | null;
  onBehalfOf: string | null;
  context: AuditContext;
}

const NOBODY: Author = { userId: null, onBehalfOf: null, context: "compliance_maintenance" };

/** What the rotation is, so that a drill never counts as work, and who started its re-encryption last. */
async function authorOf(client: Client, rotationId: string | null): Promise<Author> {
  if (rotationId === null) return NOBODY;
  const { rows } = await client.query<{ type: string; user_id: string | null; person: string | null }>(
    `SELECT r.type, a.platform_user_id AS user_id, a.name || ' <' || a.email || '>' AS person
       FROM key_rotation.rotation r
       LEFT JOIN key_rotation.phase_run p ON p.rotation_id = r.id AND p.step_id = 're-encrypt' AND p.started_by IS NOT NULL
       LEFT JOIN key_rotation.actor a ON a.id = p.started_by
      WHERE r.id = $1 ORDER BY p.attempt DESC NULLS LAST LIMIT 1`,
    [rotationId],
  );
  const [found] = rows;
  if (!found) return NOBODY;
  return { userId: found.user_id, onBehalfOf: found.person, context: auditContextOf(found.type) };
}

import type { Client } from "pg";
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
  const changes = JSON.stringify({
    actor: "system",
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
      ? `SELECT key_rotation.append_audit(NULL, 'KEY_REENCRYPTION', 'encryption_key', $1, $2, 'compliance_maintenance', NULL)`
      : `INSERT INTO public.audit_log (user_id, action, entity_type, entity_id, changes, created_at, action_context)
         VALUES (NULL, 'KEY_REENCRYPTION', 'encryption_key', $1, $2, clock_timestamp(), 'compliance_maintenance')`,
    [job.targetVersion, changes],
  );
}

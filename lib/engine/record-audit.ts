import type { Client } from "pg";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";

/** One row of the platform's `audit_log` per run, where that table exists. Part of the transaction that ends the job. */
export async function recordAudit(
  client: Client,
  job: { jobId: string; rotationId: string | null; targetVersion: number },
  report: Pick<ReencryptionReport, "status" | "elapsedMs" | "error" | "columns">,
): Promise<void> {
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('public.audit_log') IS NOT NULL AS present",
  );
  if (!rows[0]?.present) return;
  const changes = {
    actor: "system",
    job: job.jobId,
    rotation: job.rotationId,
    status: report.status,
    elapsedMs: report.elapsedMs,
    error: report.error,
    columns: report.columns,
  };
  await client.query(
    `INSERT INTO public.audit_log (user_id, action, entity_type, entity_id, changes, created_at, action_context)
     VALUES (NULL, 'KEY_REENCRYPTION', 'encryption_key', $1, $2, clock_timestamp(), 'compliance_maintenance')`,
    [job.targetVersion, JSON.stringify(changes)],
  );
}

import type { Client } from "pg";
import type { ColumnReport } from "#lib/domain/reencryption/report.ts";

/**
 * The last job's report with what all jobs of its rotation re-encrypted: a job that is tried again after a quarantine finds the
 * work of the first one done, and the record of the rotation must not say that nothing was.
 */
export async function countWholeRotation(
  client: Client,
  rotationId: string,
  columns: readonly ColumnReport[],
): Promise<ColumnReport[]> {
  const { rows } = await client.query<{ column: string; reencrypted: string }>(
    `SELECT p.column_name AS "column", sum(p.reencrypted) AS reencrypted
       FROM key_rotation.reencryption_progress p JOIN key_rotation.reencryption_job j ON j.id = p.job_id
      WHERE j.rotation_id = $1 GROUP BY p.column_name`,
    [rotationId],
  );
  const counted = new Map(rows.map(({ column, reencrypted }) => [column, Number(reencrypted)]));
  return columns.map((it) => ({ ...it, reencrypted: counted.get(it.column) ?? it.reencrypted }));
}

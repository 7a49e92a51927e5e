import type { Client } from "pg";
import { undisposed } from "#lib/domain/reencryption/ledger.ts";
import type { ColumnReport } from "#lib/domain/reencryption/report.ts";
import { type ColumnCensus, labelledCurrent } from "./census.ts";

type ProgressRow = Record<
  Exclude<keyof ColumnReport, "column" | "alreadyCurrent" | "netChange" | "unexplained">,
  string
> & {
  column: string;
  alreadyCurrent: string;
  opening: string;
  closing: string;
  unaccounted: string;
};

/** Notes what the closing census found, per column; part of the transaction that ends the job. */
export async function bookClosing(
  client: Client,
  jobId: string,
  census: readonly ColumnCensus[],
  currentVersion: number,
): Promise<void> {
  for (const column of census) {
    await client.query(
      `UPDATE key_rotation.reencryption_column SET closing_cells = $3, unaccounted = $4, remaining = $5 + (
              SELECT count(*) FROM key_rotation.quarantine q WHERE q.resolved_at IS NULL AND q.column_name = $2
                 AND q.version_byte = $6 AND q.length >= 29)
        WHERE job_id = $1 AND column_name = $2`,
      [
        jobId,
        column.column,
        column.nonNull,
        column.unexplained,
        column.nonNull - labelledCurrent(column, currentVersion),
        currentVersion,
      ],
    );
  }
}

/** What one process of a job did; what others settled of its cells afterwards is in the job's own report. */
export async function readShare(client: Client, jobId: string, worker: string): Promise<ColumnReport[]> {
  const { rows } = await client.query<ProgressRow>(
    `SELECT c.column_name AS "column", coalesce(sum(l.total), 0) AS total, coalesce(sum(l.reencrypted), 0) AS reencrypted,
            coalesce(sum(l.already_current), 0) AS "alreadyCurrent", coalesce(sum(l.raced), 0) AS raced,
            coalesce(sum(l.deleted), 0) AS deleted, coalesce(sum(l.nulled), 0) AS nulled,
            coalesce(sum(l.quarantined), 0) AS quarantined, coalesce(sum(l.quarantined), 0) AS remaining,
            0 AS opening, 0 AS closing, 0 AS unaccounted
       FROM key_rotation.reencryption_column c
       LEFT JOIN key_rotation.reencryption_ledger l ON (l.job_id, l.column_name, l.worker) = (c.job_id, c.column_name, $2)
      WHERE c.job_id = $1 GROUP BY c.column_name, c.ordinal ORDER BY c.ordinal`,
    [jobId, worker],
  );
  return rows.map(toReport);
}

/** The ledger as it stands. Without a closing census, what the opening one found and nobody has settled remains. */
export async function readColumnReports(client: Client, jobId: string): Promise<ColumnReport[]> {
  const { rows } = await client.query<ProgressRow>(
    `SELECT column_name AS "column", total, reencrypted, already_current AS "alreadyCurrent", raced, deleted, nulled, quarantined,
            opening_cells AS opening, coalesce(closing_cells, opening_cells) AS closing,
            coalesce(remaining, opening_cells - reencrypted - already_current - raced) AS remaining,
            coalesce(unaccounted, opening_cells - total) AS unaccounted
       FROM key_rotation.reencryption_progress WHERE job_id = $1 ORDER BY ordinal`,
    [jobId],
  );
  return rows.map(toReport);
}

function toReport(row: ProgressRow): ColumnReport {
  const counts = {
    total: Number(row.total),
    reencrypted: Number(row.reencrypted),
    alreadyCurrent: Number(row.alreadyCurrent),
    raced: Number(row.raced),
    deleted: Number(row.deleted),
    nulled: Number(row.nulled),
    quarantined: Number(row.quarantined),
  };
  return {
    column: row.column,
    ...counts,
    remaining: Math.max(0, Number(row.remaining)),
    netChange: Number(row.closing) - Number(row.opening),
    unexplained: undisposed(counts) + Math.max(0, Number(row.unaccounted)),
  };
}

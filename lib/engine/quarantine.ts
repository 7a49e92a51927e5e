import type { Client } from "pg";
import type { QuarantineCause, UnreadableCell } from "#lib/domain/reencryption/report.ts";
import type { LogLine } from "./journal.ts";
import { arrayLiteral, type RowKey } from "./key-sql.ts";

/** Of one batch; the quarantine lists them all. */
const MOST_TOLD = 20;

/** What is kept of a cell that does not open. Never its bytes. */
export interface QuarantinedCell {
  column: string;
  key: RowKey;
  id: string;
  cause: QuarantineCause;
  versionByte: number | null;
  length: number;
  /** Versions whose keys were tried, and the one that opens the cell all the same: such a cell is not lost. */
  tried: number[];
  opensWith: number | null;
  /** Keyed; it tells later whether the cell is still the same. */
  digest: string;
}

/** Returns what the log says of the cells that were not in quarantine before. */
export async function quarantineCells(
  client: Client,
  jobId: string,
  cells: readonly QuarantinedCell[],
): Promise<LogLine[]> {
  if (cells.length === 0) return [];
  const { rows } = await client.query<UnreadableCell>(
    `WITH cell AS (
       SELECT * FROM json_to_recordset($2) AS c("column" text, key text, id text, cause text, "versionByte" smallint,
              length bigint, tried smallint[], "opensWith" smallint, digest text)
     ), put AS (
     INSERT INTO key_rotation.quarantine AS q (column_name, row_key, row_id, cause, version_byte, length, tried, opens_with, digest, job_id)
     SELECT c."column", c.key, c.id, c.cause, c."versionByte", c.length, c.tried, c."opensWith", c.digest, $1 FROM cell c
     ON CONFLICT (column_name, row_key) DO UPDATE SET cause = excluded.cause, version_byte = excluded.version_byte,
            length = excluded.length, tried = excluded.tried, opens_with = excluded.opens_with, digest = excluded.digest, job_id = excluded.job_id, last_seen = excluded.last_seen, resolved_at = NULL,
            first_seen = CASE WHEN q.resolved_at IS NULL THEN q.first_seen ELSE excluded.first_seen END
     )
     SELECT c."column", c.id, c.cause FROM cell c WHERE NOT EXISTS (SELECT FROM key_rotation.quarantine q
      WHERE q.column_name = c."column" AND q.row_key = c.key AND q.resolved_at IS NULL)`,
    [jobId, JSON.stringify(cells)],
  );
  return told(
    rows.map(({ column, id, cause }) => `Quarantined, unchanged: ${column} of row ${id} (${cause}).`),
    "problem",
  );
}

function told(texts: readonly string[], level: LogLine["level"]): LogLine[] {
  const lines = texts.slice(0, MOST_TOLD).map((text) => ({ level, text }));
  const more = texts.length - lines.length;
  return more === 0 ? lines : [...lines, { level, text: `The same for ${more} more cells of this batch.` }];
}

/** Ends the quarantine of cells that open, are null or are gone. Returns what the log says of them. */
export async function releaseCells(
  client: Client,
  cells: readonly { column: string; key: RowKey }[],
): Promise<LogLine[]> {
  if (cells.length === 0) return [];
  const { rows } = await client.query<{ column: string; id: string }>(
    `UPDATE key_rotation.quarantine q SET resolved_at = clock_timestamp()
       FROM unnest($1::text[], $2::text[]) AS c(column_name, row_key)
      WHERE q.column_name = c.column_name AND q.row_key = c.row_key AND q.resolved_at IS NULL
     RETURNING q.column_name AS "column", q.row_id AS id`,
    [arrayLiteral(cells.map((cell) => cell.column)), arrayLiteral(cells.map((cell) => cell.key))],
  );
  return told(
    rows.map(({ column, id }) => `Repaired since, out of quarantine: ${column} of row ${id}.`),
    "info",
  );
}

/** Keys of rows with an open entry in one of `columns`, in text order after `after`. */
export async function quarantinedKeys(
  client: Client,
  columns: readonly string[],
  after: RowKey | null,
  limit: number,
): Promise<RowKey[]> {
  const { rows } = await client.query<{ row_key: string }>(
    `SELECT DISTINCT row_key COLLATE "C" AS row_key FROM key_rotation.quarantine
      WHERE resolved_at IS NULL AND column_name = ANY ($1) AND ($2::text IS NULL OR row_key COLLATE "C" > $2)
      ORDER BY 1 LIMIT $3`,
    [columns, after, limit],
  );
  return rows.map((row) => row.row_key);
}

export async function listQuarantine(
  client: Client,
  columns: readonly string[],
  limit: number,
): Promise<UnreadableCell[]> {
  const { rows } = await client.query<UnreadableCell>(
    `SELECT column_name AS "column", row_id AS id, cause FROM key_rotation.quarantine
      WHERE resolved_at IS NULL AND column_name = ANY ($1)
      ORDER BY array_position($1, column_name), length(row_id), row_id LIMIT $2`,
    [columns, limit],
  );
  return rows;
}

import type { Client } from "pg";
import type { Standing } from "#lib/domain/reencryption/disposition.ts";
import { type LedgerMove, sumMoves } from "#lib/domain/reencryption/ledger.ts";
import { arrayLiteral, type RowKey } from "./key-sql.ts";

export interface Place {
  jobId: string;
  /** The process that did it. */
  worker: string;
  range: number;
}

export interface Checkpoint {
  /** The key after which the next batch begins; null leaves it. */
  cursor: RowKey | null;
  /** Rows that lost their swap and are looked at again. */
  lost: readonly RowKey[];
  /** Rows of earlier batches that were looked at again. */
  settled: readonly RowKey[];
  finished: boolean;
  batches: number;
  /** Rows of the range that were read. */
  rows: number;
}

/** Writes the ledger, the record of seen cells and the checkpoint of a range; inside the transaction of the swap. */
export async function book(
  client: Client,
  { jobId, worker, range }: Place,
  moves: readonly LedgerMove[],
  checkpoint: Checkpoint,
): Promise<void> {
  const sums = sumMoves(moves);
  const seen = Map.groupBy(moves, (move) => JSON.stringify([move.column, move.to]));
  const records = [...seen.values()].map((group) => ({
    column: group[0]?.column,
    disposition: group[0]?.to,
    keys: arrayLiteral(group.flatMap((move) => move.keys)),
  }));
  await client.query({
    name: "book",
    text: `WITH counted AS (
       INSERT INTO key_rotation.reencryption_ledger AS l
              (job_id, worker, range_no, column_name, total, reencrypted, already_current, raced, deleted, nulled, quarantined)
       SELECT $1, $10, $2, d."column", d.total, d.reencrypted, d."alreadyCurrent", d.raced, d.deleted, d.nulled, d.quarantined
         FROM json_to_recordset($3) AS d("column" text, total bigint, reencrypted bigint, "alreadyCurrent" bigint,
              raced bigint, deleted bigint, nulled bigint, quarantined bigint)
       ON CONFLICT (job_id, range_no, column_name, worker) DO UPDATE SET
              total = l.total + excluded.total, reencrypted = l.reencrypted + excluded.reencrypted,
              already_current = l.already_current + excluded.already_current, raced = l.raced + excluded.raced,
              deleted = l.deleted + excluded.deleted, nulled = l.nulled + excluded.nulled,
              quarantined = l.quarantined + excluded.quarantined
     ), recorded AS (
       INSERT INTO key_rotation.reencryption_seen (job_id, range_no, column_name, disposition, keys)
       SELECT $1, $2, r."column", r.disposition, r.keys::text[]
         FROM json_to_recordset($4) AS r("column" text, disposition text, keys text)
     )
     UPDATE key_rotation.reencryption_range SET cursor_key = coalesce($5, cursor_key),
            pending = ARRAY(SELECT unnest(pending) EXCEPT SELECT unnest($6::text[])) || $7::text[],
            finished = finished OR $8, batches = batches + $9, rows_left = greatest(0, rows_left - $11)
      WHERE job_id = $1 AND range_no = $2`,
    values: [
      jobId,
      range,
      JSON.stringify(sums),
      JSON.stringify(records),
      checkpoint.cursor,
      arrayLiteral(checkpoint.settled),
      arrayLiteral(checkpoint.lost),
      checkpoint.finished,
      checkpoint.batches,
      worker,
      checkpoint.rows,
    ],
  });
}

export interface RangeState {
  range: number;
  table: string;
  /** Qualified and quoted: the partition that the range lies in; null: the whole table. */
  partition: string | null;
  after: RowKey | null;
  upto: RowKey | null;
  cursor: RowKey | null;
  pending: RowKey[];
  finished: boolean;
}

/** Ranges of a job in order; `only` limits them to one, or to those with pending rows. */
export async function loadRanges(
  client: Client,
  jobId: string,
  only: number | "pending",
): Promise<RangeState[]> {
  const { rows } = await client.query<RangeState>(
    `SELECT range_no AS range, table_name AS "table", partition_name AS partition, after_key AS after, upto_key AS upto, cursor_key AS cursor,
            pending, finished FROM key_rotation.reencryption_range
      WHERE job_id = $1 AND (range_no = $2 OR ($2::int IS NULL AND cardinality(pending) > 0)) ORDER BY range_no`,
    [jobId, only === "pending" ? null : only],
  );
  return rows;
}

/**
 * What the ledger says of the cells of these rows so far, as `standings.get(cellName(column, key))`: of the whole job, or of
 * the range that they lie in and of the closing passes, which may have settled a row that is still pending in its range.
 */
export async function loadStandings(
  client: Client,
  { jobId, range }: { jobId: string; range: number | null },
  columns: readonly string[],
  keys: readonly RowKey[],
): Promise<Map<string, Standing>> {
  const { rows } = await client.query<{ column_name: string; key: string; disposition: Standing }>(
    `SELECT DISTINCT ON (s.column_name, k.key) s.column_name, k.key, s.disposition
       FROM key_rotation.reencryption_seen s, unnest(s.keys) AS k(key)
      WHERE s.job_id = $1 AND ($2::int IS NULL OR s.range_no = $2 OR s.range_no < 0) AND s.column_name = ANY ($3) AND k.key = ANY ($4)
      ORDER BY s.column_name, k.key, s.id DESC`,
    [jobId, range, columns, arrayLiteral(keys)],
  );
  return new Map(rows.map((row) => [cellName(row.column_name, row.key), row.disposition]));
}

export function cellName(column: string, key: RowKey): string {
  return `${column} ${key}`;
}

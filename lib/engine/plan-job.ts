import type { Client } from "pg";
import { type ColumnCensus, labelledCurrent, takeCensus } from "./census.ts";
import { fencedTransaction } from "./fence.ts";
import type { JobContext } from "./job-context.ts";
import { writeLog } from "./journal.ts";
import { partitionsOf } from "./partitions.ts";
import { cutRanges, type PlannedRange } from "./ranges.ts";
import type { Session } from "./session.ts";
import { lockRangeNumbers } from "./split-range.ts";

/** Takes the opening census and cuts the ranges, once per job: a resumed job keeps those of its first start. */
export async function planJob(session: Session, context: JobContext): Promise<void> {
  const planned = await session.use((client) => isPlanned(client, context));
  if (planned) return;
  const census = await session.use((client) =>
    takeCensus(client, context.tables, { currentVersion: context.keyring.currentVersion, quarantine: false }),
  );
  await session.use(async (client) => {
    if (await isPlanned(client, context)) return;
    await fencedTransaction(client, context, () => writePlan(client, context, census));
  });
}

export async function isPlanned(client: Client, { jobId }: Pick<JobContext, "jobId">): Promise<boolean> {
  const { rows } = await client.query<{ planned: boolean }>(
    "SELECT planned FROM key_rotation.reencryption_job WHERE id = $1",
    [jobId],
  );
  return rows[0]?.planned === true;
}

/** Ranges for partitions that were attached since the plan; how many. Their rows come on top of the opening census. */
export async function planNewPartitions(client: Client, context: JobContext): Promise<number> {
  return fencedTransaction(client, context, async () => {
    await lockRangeNumbers(client, context.jobId);
    const { rows } = await client.query<{ partition: string; last: number }>(
      `SELECT DISTINCT partition_name AS partition, max(range_no) OVER () AS last
         FROM key_rotation.reencryption_range WHERE job_id = $1`,
      [context.jobId],
    );
    const known = new Set(rows.map(({ partition }) => partition));
    let range = rows[0]?.last ?? 0;
    let added = 0;
    for (const table of context.tables) {
      const partitions = await partitionsOf(client, table);
      if (!partitions.some(({ sql }) => known.has(sql))) continue;
      for await (const planned of cutRanges(client, table, 0)) {
        if (known.has(planned.partition ?? "")) continue;
        range += 1;
        added += 1;
        await putRange(client, context.jobId, { ...planned, range, table: table.name, finished: false });
        const text = `Range ${range} was added: ${planned.partition} became a partition of ${table.name} meanwhile.`;
        await writeLog(client, context.jobId, [{ level: "info", text }]);
      }
    }
    return added;
  });
}

async function writePlan(
  client: Client,
  context: JobContext,
  census: readonly ColumnCensus[],
): Promise<void> {
  const { jobId, keyring } = context;
  for (const [ordinal, column] of census.entries()) {
    await client.query(
      `INSERT INTO key_rotation.reencryption_column (job_id, column_name, ordinal, opening_cells, opening_current)
       VALUES ($1, $2, $3, $4, $5)`,
      [jobId, column.column, ordinal, column.nonNull, labelledCurrent(column, keyring.currentVersion)],
    );
  }
  const rowsOf = new Map(census.map((column) => [column.column, column.nulls + column.nonNull]));
  const nothing = { partition: null, after: null, upto: null, rows: 0, finished: true };
  let range = 0;
  for (const [index, table] of context.tables.entries()) {
    await putRange(client, jobId, { ...nothing, range: -1 - index, table: table.name });
    for await (const planned of cutRanges(client, table, rowsOf.get(table.columns[0]?.name ?? "") ?? 0)) {
      range += 1;
      await putRange(client, jobId, { ...planned, range, table: table.name, finished: false });
    }
  }
  const cells = census.reduce((sum, column) => sum + column.nonNull, 0).toLocaleString("en");
  const text = `Found ${cells} cells in ${census.length} columns, cut into ranges 1 to ${range}.`;
  await writeLog(client, jobId, [{ level: "info", text }]);
  await client.query("UPDATE key_rotation.reencryption_job SET planned = true WHERE id = $1", [jobId]);
}

type NewRange = Omit<PlannedRange, "upto"> & {
  range: number;
  table: string;
  upto: string | null;
  finished: boolean;
};

async function putRange(client: Client, jobId: string, range: NewRange): Promise<void> {
  await client.query(
    `INSERT INTO key_rotation.reencryption_range
            (job_id, range_no, table_name, partition_name, after_key, upto_key, rows_left, finished)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      jobId,
      range.range,
      range.table,
      range.partition,
      range.after,
      range.upto,
      Math.ceil(range.rows),
      range.finished,
    ],
  );
}

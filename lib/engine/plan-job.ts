import type { Client } from "pg";
import { type ColumnCensus, labelledCurrent, takeCensus } from "./census.ts";
import { fencedTransaction } from "./fence.ts";
import type { JobContext } from "./job-context.ts";
import { writeLog } from "./journal.ts";
import { cutRanges } from "./ranges.ts";
import type { Session } from "./session.ts";

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

async function isPlanned(client: Client, { jobId }: JobContext): Promise<boolean> {
  const { rows } = await client.query<{ planned: boolean }>(
    "SELECT planned FROM key_rotation.reencryption_job WHERE id = $1",
    [jobId],
  );
  return rows[0]?.planned === true;
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
  let range = 0;
  for (const [index, table] of context.tables.entries()) {
    await putRange(client, jobId, {
      range: -1 - index,
      table: table.name,
      after: null,
      upto: null,
      finished: true,
    });
    for await (const span of cutRanges(client, table)) {
      range += 1;
      await putRange(client, jobId, { range, ...span, finished: false });
    }
  }
  const cells = census.reduce((sum, column) => sum + column.nonNull, 0).toLocaleString("en");
  const text = `Found ${cells} cells in ${census.length} columns, cut into ranges 1 to ${range}.`;
  await writeLog(client, jobId, [{ level: "info", text }]);
  await client.query("UPDATE key_rotation.reencryption_job SET planned = true WHERE id = $1", [jobId]);
}

async function putRange(
  client: Client,
  jobId: string,
  span: { range: number; table: string; after: string | null; upto: string | null; finished: boolean },
): Promise<void> {
  await client.query(
    `INSERT INTO key_rotation.reencryption_range (job_id, range_no, table_name, after_key, upto_key, finished)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [jobId, span.range, span.table, span.after, span.upto, span.finished],
  );
}

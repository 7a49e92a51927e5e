import type { Client } from "pg";
import { inTransaction } from "#lib/db/platform.ts";
import type { Wish } from "#lib/domain/reencryption/control.ts";
import type { Marks } from "#lib/domain/reencryption/throttle.ts";
import { JobFailure } from "./job-context.ts";
import { writeLog } from "./journal.ts";

/** What an order from the command line may change; null switches a limit off. */
export interface ControlChange {
  wish?: Wish;
  cellsPerSecond?: number | null;
  dutyPercent?: number | null;
  lag?: Marks | null;
  p95?: Marks | null;
  deadRows?: Marks | null;
}

/**
 * Changes the running headless job; all its workers obey within a batch. A rotation's job is changed on its page, where it is
 * recorded who did. `told`: the change in words, for the log. Throws JobFailure.
 */
export async function setControl(client: Client, change: ControlChange, told: string): Promise<void> {
  const columns = columnsOf(change);
  await inTransaction(client, async () => {
    const { rows } = await client.query<{ id: string; rotation_id: string | null }>(
      "SELECT id::text, rotation_id FROM key_rotation.reencryption_job WHERE status = 'running' AND NOT superseded FOR SHARE",
    );
    const [job] = rows;
    if (!job)
      throw new JobFailure("No re-encryption job is running in this database: there is nothing to set.");
    if (job.rotation_id !== null) {
      throw new JobFailure("The running job belongs to a rotation: change it on its page in the console.");
    }
    const set = Object.keys(columns).map((column, index) => `${column} = $${index + 2}`);
    await client.query(
      `UPDATE key_rotation.reencryption_control SET ${set.join(", ")}, version = version + 1 WHERE job_id = $1`,
      [job.id, ...Object.values(columns)],
    );
    await writeLog(client, job.id, [{ level: "info", text: `Set from the command line: ${told}.` }]);
  });
}

function columnsOf({
  wish,
  cellsPerSecond,
  dutyPercent,
  lag,
  p95,
  deadRows,
}: ControlChange): Record<string, unknown> {
  return {
    ...(wish === undefined ? {} : { wish }),
    ...(cellsPerSecond === undefined ? {} : { cells_per_second: cellsPerSecond }),
    ...(dutyPercent === undefined ? {} : { duty_percent: dutyPercent }),
    ...(lag === undefined ? {} : { lag_high_seconds: lag?.high ?? null, lag_low_seconds: lag?.low ?? null }),
    ...(p95 === undefined ? {} : { p95_high_ms: p95?.high ?? null, p95_low_ms: p95?.low ?? null }),
    ...(deadRows === undefined
      ? {}
      : { dead_high_percent: deadRows?.high ?? null, dead_low_percent: deadRows?.low ?? null }),
  };
}

import type { Client } from "pg";
import { readColumnReports } from "#lib/engine/job-report.ts";
import { countWholeRotation } from "#lib/engine/whole-rotation.ts";
import type { PlatformData, ReencryptionProgress, ReencryptionResult } from "#lib/ports/platform-data.ts";

interface JobRow {
  id: string;
  status: "queued" | "running" | ReencryptionResult["status"];
  error: string | null;
  wish: string;
  silentMs: number;
  elapsedMs: number;
}

/** The newest job that this start claimed, from its row, its lease and its ledger. */
export async function findReencryption(
  client: Client,
  { rotationId, start }: Parameters<PlatformData["findReencryption"]>[0],
): Promise<ReencryptionProgress | null> {
  const { rows } = await client.query<JobRow>(
    `SELECT j.id, j.status, j.error, c.wish,
            (extract(epoch FROM clock_timestamp() - coalesce(l.heartbeat_at, j.started_at)) * 1000)::float8 AS "silentMs",
            (extract(epoch FROM coalesce(j.finished_at, clock_timestamp()) - j.started_at) * 1000)::float8 AS "elapsedMs"
       FROM key_rotation.reencryption_job j JOIN key_rotation.reencryption_control c ON c.job_id = j.id
       LEFT JOIN key_rotation.reencryption_lease l ON l.job_id = j.id
      WHERE j.rotation_id = $1 AND c.start = $2 AND NOT j.superseded ORDER BY j.created_at DESC LIMIT 1`,
    [rotationId, start],
  );
  const [job] = rows;
  if (!job) return null;
  const { status, error, elapsedMs } = job;
  const isOver = status !== "queued" && status !== "running";
  const columns = isOver
    ? await countWholeRotation(client, rotationId, await readColumnReports(client, job.id))
    : [];
  return {
    isCancelAsked: job.wish === "cancel",
    silentMs: job.silentMs,
    result: isOver ? { status, error, elapsedMs: Math.round(elapsedMs), columns } : null,
  };
}

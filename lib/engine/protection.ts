import type { Client } from "pg";
import { type Marks, reasonToHold, type Throttle } from "#lib/domain/reencryption/throttle.ts";
import { readDeadRows } from "./dead-rows.ts";
import { writeLog } from "./journal.ts";
import { RecentReading } from "./recent-reading.ts";
import { ReplicaLag } from "./replica-lag.ts";

interface ThrottleRow {
  dutyPercent: number | null;
  lag: Marks | null;
  p95: Marks | null;
  deadRows: Marks | null;
  heldFor: string | null;
  replicas: string[];
}

/** The coordinator's watch over replicas, application and dead rows: it holds the job back, and says why on the page and in the log. */
export class Protection {
  readonly #replicas = new ReplicaLag();
  readonly #p95: RecentReading;

  constructor(applicationP95: (() => Promise<number>) | undefined) {
    this.#p95 = new RecentReading(applicationP95);
  }

  async look(client: Client, jobId: string): Promise<void> {
    const throttle = await readThrottle(client, jobId);
    if (throttle === undefined) return;
    const { lag, p95, deadRows, heldFor } = throttle;
    if (lag === null && p95 === null && deadRows === null && heldFor === null) return;
    const replicas = lag === null ? [] : await this.#replicas.read(client, throttle.replicas);
    const p95Ms = p95 === null ? "unknown" : this.#p95.read();
    const dead = deadRows === null ? null : await readDeadRows(client);
    const reason = reasonToHold(throttle, { replicas, p95Ms, deadRows: dead }, heldFor !== null);
    const behind = replicas.map(({ lagSeconds }) => lagSeconds).filter((it) => typeof it === "number");
    await client.query(
      `UPDATE key_rotation.reencryption_control SET held_for = $2::text, replica_lag_seconds = $3, application_p95_ms = $4, replicas = $5,
              dead_rows_percent = $6,
              held_since = CASE WHEN $2::text IS NOT NULL THEN coalesce(held_since, clock_timestamp()) END
        WHERE job_id = $1`,
      [
        jobId,
        reason,
        behind.length === 0 ? null : Math.max(...behind),
        p95Ms === "unknown" ? null : p95Ms,
        replicas.map(({ name }) => name),
        deadRows === null ? null : (dead?.percent ?? 0),
      ],
    );
    if (reason !== null && heldFor === null)
      await writeLog(client, jobId, [{ level: "warning", text: `Held back: ${reason}` }]);
    if (reason === null && heldFor !== null)
      await writeLog(client, jobId, [
        { level: "info", text: "No longer held back: what it waited for is over." },
      ]);
  }
}

async function readThrottle(client: Client, jobId: string): Promise<(Throttle & ThrottleRow) | undefined> {
  const { rows } = await client.query<ThrottleRow>(
    `SELECT duty_percent AS "dutyPercent", held_for AS "heldFor", replicas,
            CASE WHEN lag_high_seconds IS NOT NULL THEN json_build_object('high', lag_high_seconds, 'low', lag_low_seconds) END AS lag,
            CASE WHEN p95_high_ms IS NOT NULL THEN json_build_object('high', p95_high_ms, 'low', p95_low_ms) END AS p95,
            CASE WHEN dead_high_percent IS NOT NULL THEN json_build_object('high', dead_high_percent, 'low', dead_low_percent) END AS "deadRows"
       FROM key_rotation.reencryption_control WHERE job_id = $1`,
    [jobId],
  );
  return rows[0];
}

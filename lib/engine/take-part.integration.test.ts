import { expect, test, vi } from "vitest";
import { coordinator } from "#tests/claimed-job.ts";
import { testDatabase, withClient } from "#tests/database.ts";
import { keyring, seedPlatform } from "#tests/encrypted-platform.ts";
import { claimRange } from "./claim-range.ts";
import { processBatch } from "./process-batch.ts";
import { runReencryption } from "./run-reencryption.ts";

const PATIENCE = { timeout: 20_000, interval: 5 };
const LEAVING = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND (
  (wait_event_type = 'Lock' AND query ~ 'reencryption_lease SET owner') OR
  (state = 'idle' AND query ~ 'NOT finished LIMIT 1'))`;

const TO_ANOTHER = `UPDATE key_rotation.reencryption_lease SET owner = gen_random_uuid(), fence = fence + 1, expires_at = now() + interval '1 hour';
  UPDATE key_rotation.reencryption_job SET fence = fence + 1; COMMIT`;
const LAPSED = "UPDATE key_rotation.reencryption_lease SET expires_at = now() - interval '1 s'";
const DONE = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'keyturn-engine'
  AND state = 'idle' AND state_change < now() - interval '100 ms' AND NOT EXISTS (
  SELECT FROM key_rotation.reencryption_range WHERE NOT finished)`;

test.each(["in its last beat", "while it writes the end"])(
  "a coordinator that loses its seat %s goes on as a worker, until the job has ended",
  async (moment) => {
    const { pool, url } = await testDatabase();
    await seedPlatform(pool, 200);
    const until = (sql: string) =>
      vi.waitFor(async () => expect((await pool.query(sql)).rowCount).not.toBe(0), PATIENCE);
    const running = runReencryption({ databaseUrl: url, keyring, batchSize: 50, ownCellsPerSecond: 400 });
    await until("SELECT FROM key_rotation.reencryption_ledger WHERE total > 0");
    await withClient(url, async (beat) => {
      await beat.query("BEGIN; SELECT FROM key_rotation.reencryption_lease FOR UPDATE");
      await until(DONE);
      if (moment === "in its last beat") return beat.query(TO_ANOTHER);
      return withClient(url, async (end) => {
        await end.query("BEGIN; SELECT FROM key_rotation.reencryption_job FOR NO KEY UPDATE");
        await beat.query("COMMIT");
        await until(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ 'FOR SHARE OF j'",
        );
        return end.query(TO_ANOTHER);
      });
    });
    await until("SELECT FROM key_rotation.reencryption_job WHERE status = 'running'");
    await pool.query(LAPSED);
    const report = await running;
    expect([report.status, report.error]).toEqual(["completed", null]);
    expect(report.columns.reduce((cells, { unexplained }) => cells + unexplained, 0)).toBe(0);
  },
);

test("a helper that is given the vacant seat while it leaves brings the job to its end, and never cancels it", async () => {
  const { pool, url } = await testDatabase();
  await seedPlatform(pool, 20);
  const { session, context } = await coordinator(url);
  for (;;) {
    const claim = await session.use((client) => claimRange(client, context, 0));
    if (claim === null || claim === "ended") break;
    await processBatch(
      session,
      { ...context, claim },
      {
        range: claim.range,
        size: { rows: 50, aroundLocks: false },
        state: undefined,
      },
    );
  }
  await pool.query(LAPSED);
  const helper = await withClient(url, async (holder) => {
    await holder.query("BEGIN; SELECT FROM key_rotation.reencryption_lease FOR UPDATE");
    const running = runReencryption({ databaseUrl: url, keyring, join: true });
    // It has found no range left, and its beat waits for the seat.
    await vi.waitFor(async () => expect((await pool.query(LEAVING)).rowCount).toBe(2), PATIENCE);
    await holder.query("COMMIT");
    return running;
  });
  const { rows } = await pool.query("SELECT status FROM key_rotation.reencryption_job");
  expect([helper.status, helper.error, rows]).toEqual(["completed", null, [{ status: "completed" }]]);
});

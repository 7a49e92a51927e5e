import { expect, test } from "vitest";
import { coordinator } from "#tests/claimed-job.ts";
import { testDatabase, withClient } from "#tests/database.ts";
import { seedKeyedTable } from "#tests/keyed-table.ts";
import { claimRange } from "./claim-range.ts";
import { closeJob } from "./close-job.ts";
import { processBatch } from "./process-batch.ts";

const BY_MONTH = {
  columns: "id bigint, month int",
  registered: "id",
  partitionBy: "LIST (month)",
  partitions: ["IN (1)", "IN (2)"],
  key: "id, month",
  values: "n, CASE WHEN n % 4 = 0 THEN 2 ELSE 1 END",
};

test.each([
  ["dropped", "DROP TABLE keyed_1"],
  ["detached", "ALTER TABLE keyed DETACH PARTITION keyed_1"],
])(
  "rows put off for another transaction are booked as deleted when their partition is %s meanwhile",
  async (_, leave) => {
    const { pool, url } = await testDatabase();
    await seedKeyedTable(pool, BY_MONTH, 40);
    const { session, context } = await coordinator(url);
    await withClient(url, async (holder) => {
      await holder.query("BEGIN; SELECT FROM keyed_1 WHERE id = 3 FOR UPDATE");
      for (;;) {
        const claim = await session.use((client) => claimRange(client, context, 0));
        if (claim === null || claim === "ended") break;
        await processBatch(
          session,
          { ...context, claim },
          {
            range: claim.range,
            size: { rows: 50, aroundLocks: true },
            state: undefined,
          },
        );
      }
    });
    await pool.query(leave);
    const census = await closeJob(session, context);
    expect(census).toMatchObject([{ nonNull: 10, unexplained: 0 }]);
    const { rows } = await pool.query(
      `SELECT sum(total)::int AS total, sum(reencrypted)::int AS reencrypted, sum(deleted)::int AS deleted,
            (SELECT count(*)::int FROM key_rotation.reencryption_range WHERE pending <> '{}') AS pending
       FROM key_rotation.reencryption_ledger`,
    );
    expect(rows).toEqual([{ total: 40, reencrypted: 39, deleted: 1, pending: 0 }]);
  },
);

import type { Pool } from "pg";
import { beforeEach, describe, expect, test } from "vitest";
import { coordinator, helper, type Participant } from "#tests/claimed-job.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { KEYED_TABLES, seedKeyedTable } from "#tests/keyed-table.ts";
import { loadRanges } from "./bookkeeping.ts";
import { claimRange } from "./claim-range.ts";
import { fencedTransaction } from "./fence.ts";
import { abandonJob } from "./finish-job.ts";
import { LeaseLostError, type RangeClaim, RangeLostError, RangeMovedError } from "./job-context.ts";
import { leaveJob, takeSeat } from "./lease.ts";
import { leaveWithReport } from "./leave-job.ts";
import { midpointOf } from "./midpoint.ts";
import { processBatch } from "./process-batch.ts";
import { splitRange } from "./split-range.ts";

const ROWS = 2_000;
const SIZE = { rows: 50, aroundLocks: false };

let database: TestDatabase;
let first: Participant;
let second: Participant;
beforeEach(async () => {
  database = await testDatabase();
  const table = KEYED_TABLES["text in a natural order"];
  if (table) await seedKeyedTable(database.pool, table, ROWS);
  first = await coordinator(database.url);
  second = await helper(database.url);
});

async function claim({ session, context }: Participant, lane = 0): Promise<RangeClaim> {
  const claimed = await session.use((client) => claimRange(client, context, lane));
  if (claimed === null || claimed === "ended") throw new Error("There is no range to claim.");
  return claimed;
}

const batch = ({ session, context }: Participant, held: RangeClaim) =>
  processBatch(session, { ...context, claim: held }, { range: held.range, size: SIZE, state: undefined });

const lapse = (pool: Pool, { context }: Participant) =>
  pool.query(
    "UPDATE key_rotation.reencryption_worker SET expires_at = now() - interval '1 s' WHERE id = $1",
    [context.worker],
  );

async function written(pool: Pool): Promise<{ booked: number; current: number }> {
  const { rows } = await pool.query<{ booked: number; current: number }>(
    `SELECT (SELECT coalesce(sum(total), 0)::int FROM key_rotation.reencryption_ledger) AS booked,
            (SELECT count(*)::int FROM keyed WHERE get_byte(cell, 0) = 2) AS current`,
  );
  return rows[0] ?? { booked: -1, current: -1 };
}

describe("a range", () => {
  test("is not given to another while the lease of its holder lasts", async () => {
    await claim(first);
    const other = await second.session.use((client) => claimRange(client, second.context, 0));
    expect(other).toBeNull();
  });

  test("whose holder slept past its lease is taken over, and the old holder's batch fails on the fence", async () => {
    const old = await claim(first);
    expect(await batch(first, old)).toEqual(expect.objectContaining({ cells: 50 }));
    await lapse(database.pool, first);
    const taken = await claim(second);
    expect([taken.range, BigInt(taken.fence)]).toEqual([old.range, BigInt(old.fence) + 1n]);
    await expect(batch(first, old)).rejects.toThrow(RangeLostError);
    expect(await written(database.pool)).toEqual({ booked: 50, current: 50 });
    await batch(second, taken);
    expect(await written(database.pool)).toEqual({ booked: 100, current: 100 });
  });

  test("whose claim was never answered is found again by the same lane, under a new fence", async () => {
    const unanswered = await claim(first, 3);
    const again = await claim(first, 3);
    expect([again.range, again.fence]).toEqual([unanswered.range, "2"]);
    await expect(batch(first, unanswered)).rejects.toThrow(RangeLostError);
  });

  test("is free at once when its holder leaves", async () => {
    const held = await claim(first);
    await first.session.use((client) => leaveJob(client, { worker: first.context.worker, fence: null }));
    expect((await claim(second)).range).toBe(held.range);
  });

  test("that was split between read and write is not written from what was read", async () => {
    const held = await claim(first);
    const [read] = await first.session.use((client) => loadRanges(client, first.context.jobId, held.range));
    const half = await second.session.use((client) => splitRange(client, second.context, 0));
    expect(half).toMatchObject({ fence: "1" });
    const write = first.session.use((client) =>
      fencedTransaction(
        client,
        { ...first.context, claim: held },
        async () => "written",
        read ? { read } : {},
      ),
    );
    await expect(write).rejects.toThrow(RangeMovedError);
    expect(await batch(first, held)).toMatchObject({ cells: 50 });
  });

  test("is split so that both halves together hold each of its rows once", async () => {
    const held = await claim(first);
    const half = await second.session.use((client) => splitRange(client, second.context, 0));
    if (!half) throw new Error("nothing was split");
    const halves = [];
    for (const [who, what] of [
      [first, held],
      [second, half],
    ] as const) {
      let [cells, finished] = [0, false];
      while (!finished) {
        const done = await batch(who, what);
        cells += done.cells;
        finished = done.state.finished;
      }
      halves.push(cells);
    }
    expect(halves.reduce((sum, cells) => sum + cells, 0)).toBe(ROWS);
    for (const cells of halves) expect(cells).toBeGreaterThan(ROWS / 8);
    expect(await written(database.pool)).toEqual({ booked: ROWS, current: ROWS });
  });

  test("is no longer given out, and no longer written, once the job has ended", async () => {
    const held = await claim(second);
    await abandonJob(first.session, first.context, "for a reason");
    await expect(batch(second, held)).rejects.toThrow(RangeLostError);
    expect(await second.session.use((client) => claimRange(client, second.context, 0))).toBe("ended");
  });
});

test("a process that was stopped before the job's end never reports it as completed", async () => {
  const stopped = { ...second.context, signal: AbortSignal.abort() };
  for (const joined of [true, false]) {
    const leaving = { startedAt: 0, joined, error: null };
    const report = await second.session.use((client) => leaveWithReport(client, stopped, leaving));
    expect(report.status).toBe("cancelled");
  }
});

const sit = ({ session, context }: Participant) => session.use((client) => takeSeat(client, context));

describe("the coordinator's seat", () => {
  test("is taken by another only when its lease has lapsed, and its old holder can write nothing any more", async () => {
    expect(await sit(second)).toBeNull();
    await database.pool.query(
      "UPDATE key_rotation.reencryption_lease SET expires_at = now() - interval '1 s'",
    );
    expect(await sit(second)).not.toBeNull();
    await expect(abandonJob(first.session, first.context, "late")).rejects.toThrow(LeaseLostError);
  });
});

test("the middle of a huge span comes from a sample, and lies well within it", async () => {
  const [table] = first.context.tables;
  if (!table) throw new Error("no table");
  await database.pool.query("ANALYZE keyed");
  const { session } = first;
  const middle = await session.use((client) =>
    midpointOf(client, table, { after: null, upto: null }, { rows: ROWS, least: 10, walkAtMost: 100 }),
  );
  const { rows } = await database.pool.query<{ before: number }>(
    "SELECT count(*)::int AS before FROM keyed WHERE id <= $1",
    [middle?.key],
  );
  expect(rows[0]?.before).toBeGreaterThan(ROWS / 4);
  expect(rows[0]?.before).toBeLessThan((ROWS * 3) / 4);
});

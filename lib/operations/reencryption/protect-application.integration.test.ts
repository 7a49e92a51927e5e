import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import { A_QUARTER, reencrypting } from "#tests/reencryption-world.ts";
import { protectApplication } from "./protect-application.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const protect = (input: Record<string, unknown>) =>
  protectApplication(world.web, world.people.ana, { version: 0, ...A_QUARTER, dutyPercent: "", ...input });

async function limits(jobId: string) {
  const { rows } = await world.database.pool.query(
    `SELECT duty_percent AS duty, lag_high_seconds AS lag, lag_low_seconds AS "lagLow", p95_high_ms AS p95, p95_low_ms AS "p95Low", version
       FROM key_rotation.reencryption_control WHERE job_id = $1`,
    [jobId],
  );
  return rows[0];
}

test("limits on share of time, replica lag and p95 are kept, told in the log, and audited with what stood before", async () => {
  const jobId = await reencrypting(world);
  expect(
    (await protect({ jobId, dutyPercent: "25", lagHigh: "10", lagLow: "", p95High: "250.5", p95Low: "200" }))
      .ok,
  ).toBe(true);
  expect(await limits(jobId)).toEqual({ duty: 25, lag: 10, lagLow: 5, p95: 250.5, p95Low: 200, version: 1 });
  expect((await protect({ jobId, version: 1, dutyPercent: "25" })).ok).toBe(true);
  const { rows } = await world.database.pool.query<{ protection: { from: string; to: string } }>(
    "SELECT changes -> 'protection' AS protection FROM audit_log WHERE action = 'REENCRYPTION_PROTECTION_CHANGED' ORDER BY id",
  );
  expect(rows.map(({ protection }) => protection)).toEqual([
    {
      from: "no protection but its rate",
      to: "works 25 % of the time, held above 10 s of replica lag until below 5 s, held above a p95 of 250.5 ms until below 200 ms",
    },
    {
      from: "works 25 % of the time, held above 10 s of replica lag until below 5 s, held above a p95 of 250.5 ms until below 200 ms",
      to: "works 25 % of the time",
    },
  ]);
  const log = await world.database.pool.query("SELECT text FROM key_rotation.reencryption_log ORDER BY id");
  expect(log.rows.at(-1).text).toMatch(/set the protection: works 25 % of the time\.$/);
});

test.each([
  { dutyPercent: "0" },
  { dutyPercent: "101" },
  { dutyPercent: "12.5" },
  { lagHigh: "-1" },
  { lagHigh: "5", lagLow: "10" },
  { p95High: "fast" },
])("%o is refused, and nothing changes", async (input) => {
  const jobId = await reencrypting(world);
  expect(await protect({ jobId, ...input })).toMatchObject({ ok: false, problem: { code: "invalid-input" } });
  expect(await limits(jobId)).toMatchObject({ duty: null, lag: null, p95: null, version: 0 });
});

test("for a version that has changed meanwhile they are refused as stale", async () => {
  const jobId = await reencrypting(world);
  await protect({ jobId, dutyPercent: "50" });
  expect(await protect({ jobId, dutyPercent: "100" })).toMatchObject({
    ok: false,
    problem: { code: "stale" },
  });
  expect(await limits(jobId)).toMatchObject({ duty: 50 });
});

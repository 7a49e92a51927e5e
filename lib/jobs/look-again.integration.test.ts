import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { destroy } from "#lib/domain/rotation/steps/destroy-old-key.ts";
import { jumpTo } from "#tests/jump-to-phase.ts";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import { claimOutdatedWaits } from "./look-again.ts";

let world: World;
let phaseRunId: string;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  const run = await jumpTo(world, { stepId: "destroy-old-key", phaseId: "destroy", status: "ready" });
  phaseRunId = run.id;
  await situation({ retiredAgo: "10 days", inspectedAgo: "25 hours", failing: "retention-over" });
});

async function situation(it: { retiredAgo: string; inspectedAgo: string; failing: string }): Promise<void> {
  const { pool } = world.database;
  await pool.query(
    `WITH r AS (UPDATE key_rotation.rotation SET status = 'completed', retired_at = now() - $2::interval
                WHERE id = (SELECT rotation_id FROM key_rotation.phase_run WHERE id = $1))
     UPDATE key_rotation.phase_run SET inspected_at = now() - $3::interval, inspection_requested_at = NULL WHERE id = $1`,
    [phaseRunId, it.retiredAgo, it.inspectedAgo],
  );
  await pool.query("DELETE FROM key_rotation.check_result WHERE phase_run_id = $1", [phaseRunId]);
  await pool.query(
    `INSERT INTO key_rotation.check_result (phase_run_id, moment, check_id, position, label, outcome, value, expected, source)
     SELECT $1, 'inspection', id, 1, '', CASE id WHEN $2 THEN 'fail' ELSE 'pass' END, '', '', '' FROM unnest($3::text[]) AS id`,
    [phaseRunId, it.failing, destroy.checks.map(({ id }) => id)],
  );
}

const addCheck = (checkId: string) =>
  world.database.pool.query(
    `INSERT INTO key_rotation.check_result (phase_run_id, moment, check_id, position, label, outcome, value, expected, source)
     VALUES ($1, 'inspection', $2, 9, '', 'fail', '', '', '')`,
    [phaseRunId, checkId],
  );

test("a wait whose checks are a day old is looked at again, by one worker", async () => {
  const workers = Array.from({ length: 5 }, () => claimOutdatedWaits(world.worker));
  expect((await Promise.all(workers)).flat()).toEqual([phaseRunId]);
  await situation({ retiredAgo: "10 days", inspectedAgo: "25 hours", failing: "nothing" });
  expect(await claimOutdatedWaits(world.worker)).toEqual([]);
});

test("a younger look is enough, until the moment from which the key may be destroyed", async () => {
  await situation({ retiredAgo: "10 days", inspectedAgo: "23 hours", failing: "retention-over" });
  expect(await claimOutdatedWaits(world.worker)).toEqual([]);
  await situation({ retiredAgo: "30 days 1 minute", inspectedAgo: "2 minutes", failing: "retention-over" });
  expect(await claimOutdatedWaits(world.worker)).toEqual([phaseRunId]);
  await situation({ retiredAgo: "30 days 2 minutes", inspectedAgo: "1 minute", failing: "retention-over" });
  expect(await claimOutdatedWaits(world.worker)).toEqual([]);
});

test("a rotation that waits for its planned start is looked at from 24 hours before it", async () => {
  const plannedIn = (time: string) =>
    world.database.pool.query("UPDATE key_rotation.rotation SET planned_start = now() + $1::interval", [
      time,
    ]);
  const young = { retiredAgo: "10 days", inspectedAgo: "2 minutes", failing: "planned-start-reached" };
  await situation(young);
  await addCheck("planned-start-reached");
  await plannedIn("24 hours 1 minute");
  expect(await claimOutdatedWaits(world.worker)).toEqual([]);
  await plannedIn("23 hours 59 minutes");
  expect(await claimOutdatedWaits(world.worker)).toEqual([phaseRunId]);
});

test("what a person has to mend is looked at when a person asks", async () => {
  await situation({
    retiredAgo: "40 days",
    inspectedAgo: "3 days",
    failing: "no-kept-snapshot-needs-old-key",
  });
  expect(await claimOutdatedWaits(world.worker)).toEqual([]);
});

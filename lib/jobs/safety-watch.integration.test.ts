import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { jumpTo } from "#tests/jump-to-phase.ts";
import { must, openWorld, reset, type World } from "#tests/operations-world.ts";
import { asShown } from "#tests/safety-world.ts";
import { DEFAULT_POLICY } from "../domain/settings/policy.ts";
import { SYSTEM } from "../operations/caller.ts";
import { closeIssue } from "../operations/safety/close-issue.ts";
import { proposeResolution } from "../operations/safety/propose-resolution.ts";
import { reportIssue } from "../operations/safety/report-issue.ts";
import { saveSetting } from "../operations/settings/save-setting.ts";
import { createSafetyWatch } from "./safety-watch.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const HOUR_MS = 3_600_000;
/** A reading that began after everything else. */
const LATER = 1_000;
let world: World;
let rotationId: string;
let phaseRunId: string;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  const run = await jumpTo(world, { stepId: "safety-period", phaseId: "watch", status: "running" });
  ({ rotationId, id: phaseRunId } = run);
});

/** A worker that has just begun: it knows nothing but the database. */
const newWorker = () => createSafetyWatch(world.worker as WorkerDeps, { rotationId, phaseRunId });
const begun = async () => {
  const watch = newWorker();
  await watch.begin();
  return watch.state();
};
const reading = (id: string, outcome: "pass" | "fail" | "unknown") => ({ id, label: id, outcome, value: "" });
const hoursOf = ({ startedAt, endsAt }: { startedAt: Date; endsAt: Date }) =>
  (endsAt.getTime() - startedAt.getTime()) / HOUR_MS;
const issues = () => world.web.db.safetyIssue.findMany({ orderBy: { openedAt: "asc" } });

const save = (version: number, safetyHours: number) =>
  must(
    saveSetting(world.web, world.people.elena, {
      key: "policy",
      version,
      value: { ...DEFAULT_POLICY, safetyHours },
    }),
  );

test("the period has the hours that policy asks for when it begins, and a later policy does not change it", async () => {
  await save(0, 36);
  expect(hoursOf(await begun())).toBe(36);
  await save(1, 24);
  expect(hoursOf(await begun())).toBe(36);
});

test("a worker that was killed finds the same beginning and the same end, and opens nothing again", async () => {
  const first = await begun();
  const again = await Promise.all([begun(), begun(), newWorker().record([], LATER)]);
  for (const state of again) expect(state).toEqual(first);
  const { rows } = await world.database.pool.query(
    "SELECT count(*)::int AS n FROM audit_log WHERE action = 'SAFETY_PERIOD_STARTED' AND changes ->> 'rotation' = $1 AND created_at >= $2",
    [rotationId, first.startedAt],
  );
  expect(rows).toEqual([{ n: 1 }]);
});

test("two workers that begin at the same instant open one period", async () => {
  const states = await Promise.allSettled([begun(), begun(), begun()]);
  expect(states.every((state) => state.status === "fulfilled")).toBe(true);
  expect(await world.web.db.safetyPeriod.count()).toBe(1);
});

test("the end is judged by the database's clock", async () => {
  const watch = newWorker();
  await watch.begin();
  expect(await watch.state()).toMatchObject({ isOver: false });
  await world.database.pool.query(`ALTER TABLE key_rotation.safety_period DISABLE TRIGGER ALL;
    UPDATE key_rotation.safety_period SET started_at = now() - interval '25 h', ends_at = clock_timestamp();
    ALTER TABLE key_rotation.safety_period ENABLE TRIGGER ALL`);
  expect(await watch.state()).toMatchObject({ isOver: true });
});

test("a monitor that fails opens one issue, however often it fails, and the period becomes 48 hours", async () => {
  const before = await begun();
  for (const _ of [1, 2, 3])
    await newWorker().record([reading("logs", "fail"), reading("health", "pass")], LATER);
  const state = await newWorker().record([reading("logs", "pass"), reading("health", "pass")], LATER);
  expect(state.openIssues).toBe(1);
  expect([hoursOf(before), hoursOf(state)]).toEqual([24, 48]);
  expect(await issues()).toMatchObject([{ monitor: "logs", openedBy: null }]);
  expect(await world.web.db.monitorSample.count({ where: { rotationId } })).toBe(8);
});

test("each monitor has an issue of its own, and one that fails again after its issue was closed opens another", async () => {
  await begun();
  await newWorker().record([reading("logs", "fail"), reading("health", "fail")], LATER);
  const [first] = await issues();
  const issueId = first?.id;
  await must(
    proposeResolution(world.web, world.people.ana, { issueId, resolution: "A task restarted then." }),
  );
  await must(closeIssue(world.web, world.people.mihai, await asShown(world, issueId ?? "")));
  expect(
    (await newWorker().record([reading("logs", "fail"), reading("health", "fail")], LATER)).openIssues,
  ).toBe(2);
  expect(await issues()).toHaveLength(3);
});

test("what people closed while it was being read is not reported again, and what is read afterwards is", async () => {
  await begun();
  const reads = [reading("logs", "fail")];
  await newWorker().record(reads, LATER);
  const [first] = await issues();
  const closedBefore = await newWorker().closedIssues();
  const issueId = first?.id ?? "";
  await must(proposeResolution(world.web, world.people.ana, { issueId, resolution: "It was a test." }));
  await must(closeIssue(world.web, world.people.mihai, await asShown(world, issueId)));
  expect(await newWorker().record(reads, closedBefore)).toMatchObject({ openIssues: 0 });
  const report = { rotationId, monitor: "logs", closedBefore, description: "Read before it was closed." };
  expect(await reportIssue(world.worker, SYSTEM, report)).toMatchObject({ problem: { code: "stale" } });
  expect(await newWorker().record(reads, await newWorker().closedIssues())).toMatchObject({ openIssues: 1 });
});

test("a monitor that is silent is kept as unknown and opens no issue", async () => {
  await begun();
  expect(await newWorker().record([reading("logs", "unknown")], LATER)).toMatchObject({ openIssues: 0 });
  const samples = await world.web.db.monitorSample.findMany({ where: { rotationId } });
  expect(samples.map(({ monitor, outcome }) => [monitor, outcome])).toEqual([["logs", "unknown"]]);
});

test("what two people have explained is explained up to when the resolution was written, for that monitor only", async () => {
  const { startedAt } = await begun();
  await newWorker().record([reading("logs", "fail")], LATER);
  const [issue] = await issues();
  const resolution = { issueId: issue?.id, resolution: "A task restarted then." };
  await must(proposeResolution(world.web, world.people.ana, resolution));
  expect(await newWorker().explainedUntil("logs")).toEqual(startedAt);
  await must(closeIssue(world.web, world.people.mihai, await asShown(world, issue?.id ?? "")));
  expect(await newWorker().explainedUntil("logs")).toEqual((await issues())[0]?.proposedAt);
  expect(await newWorker().explainedUntil("health")).toEqual(startedAt);
});

test("a watch after a repeated re-encryption renews the whole period once and never moves its end earlier", async () => {
  const { pool } = world.database;
  const first = await begun();
  await pool.query("UPDATE key_rotation.phase_run SET status = 'superseded' WHERE id = $1", [phaseRunId]);
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO key_rotation.phase_run (rotation_id, step_id, phase_id, revision, status, attempt, started_by)
     SELECT rotation_id, step_id, phase_id, revision, 'running', 2, started_by FROM key_rotation.phase_run WHERE id = $1
     RETURNING id`,
    [phaseRunId],
  );
  phaseRunId = rows[0]?.id ?? "";
  const renewed = await begun();
  expect(renewed.startedAt).toEqual(first.startedAt);
  expect(renewed.endsAt.getTime()).toBeGreaterThan(first.endsAt.getTime());
  expect(await begun()).toEqual(renewed);
  const { renewedAt } = await world.web.db.safetyPeriod.findUniqueOrThrow({ where: { rotationId } });
  const { endsAt } = await newWorker().record([reading("logs", "fail")], LATER);
  expect(hoursOf({ startedAt: renewedAt ?? new Date(0), endsAt })).toBe(48);
});

test("the state of a period that has not begun is an error, never a period that is over", async () => {
  await expect(newWorker().state()).rejects.toThrow("has not begun");
});

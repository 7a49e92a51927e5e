import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Keeper, openKeeper } from "#tests/kept-world.ts";
import { completeUntil, type MortalWorld, openMortalWorld } from "#tests/mortal-world.ts";
import { openPhase } from "#tests/worker-world.ts";
import { inspectPhase } from "./inspect-phase.ts";
import { watchOn } from "./watch-on.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 200_000 });

const NEVER = new AbortController().signal;

let company: MortalWorld;
let keeper: Keeper;
let phaseRunId: string;
let rotationId: string;
beforeAll(async () => {
  company = await openMortalWorld({ timeCompression: 100_000 });
  await completeUntil(company, "retire-old-key/retire");
  ({ id: phaseRunId, rotationId } = await openPhase(company.it, "retire-old-key/retire"));
  keeper = await openKeeper(company.it.world.database.pool);
  await keeper.keep("watched");
});
afterAll(() => company[Symbol.asyncDispose]());
beforeEach(() => keeper.restore("watched"));

const db = () => company.it.world.web.db;
const aws = () => company.it.env.aws;
const minutesPass = () =>
  company.it.world.database.pool.query(`
    UPDATE key_rotation.monitor_sample SET at = at - interval '5 min';
    UPDATE key_rotation.safety_period SET next_reading_at = NULL`);
const readings = () =>
  db().monitorSample.count({ where: { rotationId, at: { gt: new Date(Date.now() - 60_000) } } });

async function check(id: string) {
  await inspectPhase(company.worker, phaseRunId, NEVER);
  const where = { phaseRunId, checkId: id, moment: "inspection" };
  return (await db().checkResult.findFirstOrThrow({ where })).outcome;
}
const monitorsNow = () => check("every-monitor-answers-well");

test("step 7 reads every monitor itself: what the safety period read last proves nothing about now", async () => {
  expect(await monitorsNow()).toBe("pass");
  aws().logs.stopped = true;
  expect(await monitorsNow()).toBe("unknown");
  aws().logs.stopped = false;
  expect(await monitorsNow()).toBe("pass");
});

test("while step 7 waits the monitors are read on, once per interval, and not while the old key is being removed", async () => {
  await minutesPass();
  const second = company.hire();
  await Promise.all([watchOn(company.worker, NEVER), watchOn(second, NEVER)]);
  expect(await readings()).toBe(3);
  await company.it.world.database.pool.query(
    "UPDATE key_rotation.safety_period SET next_reading_at = now() + interval '1 min'",
  );
  await watchOn(company.worker, NEVER);
  expect(await readings()).toBe(3);
  await minutesPass();
  await company.it.world.database.pool.query(
    "UPDATE key_rotation.phase_run SET effect_begun_at = now() WHERE id = $1",
    [phaseRunId],
  );
  await watchOn(company.worker, NEVER);
  expect(await readings()).toBe(0);
});

test("a failure after the period's watch has ended opens an issue, moves the end and keeps step 7 shut", async () => {
  const before = await db().safetyPeriod.findUniqueOrThrow({ where: { rotationId } });
  const [task] = aws()
    .tasks()
    .filter(({ lastStatus }) => lastStatus === "RUNNING");
  await fetch(`http://127.0.0.1:${task?.port}/say/decrypt%20failed%20for%20patient%20row`);
  for (const _ of [1, 2]) {
    await minutesPass();
    await watchOn(company.worker, NEVER);
  }
  expect(await db().safetyIssue.findMany({ where: { rotationId } })).toMatchObject([
    { monitor: "no-decrypt-errors", closedAt: null },
  ]);
  const after = await db().safetyPeriod.findUniqueOrThrow({ where: { rotationId } });
  expect(after.endsAt.getTime()).toBeGreaterThan(before.endsAt.getTime());
  expect([await monitorsNow(), await check("safety-period-over")]).toEqual(["fail", "fail"]);
});

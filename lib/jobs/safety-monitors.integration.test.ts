import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { type Keeper, openKeeper } from "#tests/kept-world.ts";
import { completeUntil, liveOnce, type MortalWorld, openMortalWorld, work } from "#tests/mortal-world.ts";
import { must, type Name } from "#tests/operations-world.ts";
import { asShown } from "#tests/safety-world.ts";
import { closeIssue } from "../operations/safety/close-issue.ts";
import { proposeResolution } from "../operations/safety/propose-resolution.ts";
import { reportIssue } from "../operations/safety/report-issue.ts";
import type { WorkerDeps } from "./worker-deps.ts";

vi.setConfig({ testTimeout: 120_000 });

/** 24 hours of policy are three seconds. */
const DAY_MS = 3_000;
const INTERVAL_MS = 1_000;
const PATIENCE = { timeout: 60_000, interval: 50 };

let company: MortalWorld;
let keeper: Keeper;
let run: PhaseRun;
beforeAll(async () => {
  company = await openMortalWorld({ timeCompression: 86_400_000 / DAY_MS });
  await completeUntil(company, "safety-period/watch");
  company.worker.clock = { ...company.worker.clock, now: () => Date.now() + clock.fastByMs };
  run = await company.begin("safety-period/watch");
  keeper = await openKeeper(company.it.world.database.pool);
  await keeper.keep("verified");
}, 200_000);
afterAll(() => company[Symbol.asyncDispose]());
beforeEach(() => keeper.restore("verified"));
/** No worker may go on into the next test. */
const stopping = { now: new AbortController() };
afterEach(async () => {
  stopping.now.abort();
  stopping.now = new AbortController();
  await Promise.allSettled(working.splice(0));
});
const working: Promise<void>[] = [];
const begin = (worker: WorkerDeps): void => {
  working.push(work(worker, run, stopping.now.signal));
};

const db = () => company.it.world.web.db;
const query = async <Row extends object>(sql: string) =>
  (await company.it.world.database.pool.query<Row>(sql, [run.rotationId])).rows;
const status = async () => (await db().phaseRun.findUniqueOrThrow({ where: { id: run.id } })).status;
const completed = () => vi.waitFor(async () => expect(await status()).toBe("completed"), PATIENCE);
const period = () =>
  vi.waitFor(() => db().safetyPeriod.findUniqueOrThrow({ where: { rotationId: run.rotationId } }), PATIENCE);
const lasts = async () => {
  const { startedAt, endsAt } = await period();
  return endsAt.getTime() - startedAt.getTime();
};
const openIssues = () => db().safetyIssue.findMany({ where: { closedAt: null } });
const events = async (action: string) =>
  (
    await query<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_log WHERE action = '${action}' AND changes ->> 'rotation' = $1
       AND created_at >= (SELECT started_at FROM key_rotation.safety_period)`,
    )
  )[0]?.n;

/** How often each monitor was read after the period's end. */
const readingsAfterTheEnd = () =>
  query<{ monitor: string; n: number }>(
    `SELECT s.monitor, count(*)::int AS n FROM key_rotation.monitor_sample s
       JOIN key_rotation.safety_period p USING (rotation_id)
      WHERE s.rotation_id = $1 AND s.at >= p.ends_at GROUP BY s.monitor`,
  );

/** Until each monitor was read twice after the end: the second reading shows that the first did not complete the phase. */
const isOver = () =>
  vi.waitFor(async () => {
    const readings = await readingsAfterTheEnd();
    expect(readings.filter(({ n }) => n >= 2)).toHaveLength(3);
  }, PATIENCE);

describe("the timer", () => {
  test("ends at the same moment however often the worker is killed, and the first reading after it completes the phase", async () => {
    const deaths = [
      ["after", "db.$transaction", 2],
      ["before", "db.monitorSample.createMany", 1],
      ["after", "db.monitorSample.createMany", 1],
      ["before", "logs.newestEvent", 2],
      ["after", "fleet.observe", 1],
    ] as const;
    await liveOnce(company, run, ({ when, call, time }) => [when, call, time].join() === deaths[0].join());
    const { startedAt, endsAt } = await period();
    for (const death of deaths.slice(1)) {
      await liveOnce(company, run, ({ when, call, time }) => [when, call, time].join() === death.join());
      expect([await status(), (await period()).endsAt]).toEqual(["running", endsAt]);
    }
    begin(company.worker);
    await completed();
    expect(await lasts()).toBe(DAY_MS);
    expect(await events("SAFETY_PERIOD_STARTED")).toBe(1);
    const readings = await readingsAfterTheEnd();
    expect(Math.max(0, ...readings.map(({ n }) => n))).toBeLessThanOrEqual(1);
    const evidence = await db().evidence.findUniqueOrThrow({ where: { phaseRunId: run.id } });
    expect(evidence.data).toEqual({ startedAt: startedAt.toISOString(), endedAt: endsAt.toISOString() });
  });

  test("is one when two workers begin at once, and each monitor is read once per interval", async () => {
    const second = company.hire();
    begin(company.worker);
    begin(second);
    await vi.waitFor(async () => expect(await db().monitorSample.count()).toBeGreaterThan(0), PATIENCE);
    await vi.waitFor(async () => {
      await work(second, run);
      expect(await status()).toBe("completed");
    }, PATIENCE);
    expect(await events("SAFETY_PERIOD_STARTED")).toBe(1);
    const gaps = await query<{ ms: number }>(
      `SELECT extract(epoch FROM at - lag(at) OVER (PARTITION BY monitor ORDER BY at))::float8 * 1000 AS ms
         FROM key_rotation.monitor_sample WHERE rotation_id = $1`,
    );
    const between = gaps.flatMap(({ ms }) => (ms === null ? [] : [ms]));
    expect(between.length).toBeGreaterThan(3);
    expect(Math.min(...between)).toBeGreaterThanOrEqual(INTERVAL_MS * 0.95);
  });
});

const tasks = () => company.it.env.aws.tasks().filter(({ lastStatus }) => lastStatus === "RUNNING");

test("a decrypt failure in the log opens an issue, doubles the period and keeps step 7 shut until two people have explained it", async () => {
  begin(company.worker);
  expect(await lasts()).toBe(DAY_MS);
  await fetch(`http://127.0.0.1:${tasks()[0]?.port}/say/decrypt%20failed%20for%20patient%20row`);
  const [issue] = await vi.waitFor(async () => {
    const open = await openIssues();
    expect(open).toHaveLength(1);
    return open;
  }, PATIENCE);
  expect(issue).toMatchObject({ monitor: "no-decrypt-errors", openedBy: null });
  expect(await lasts()).toBe(2 * DAY_MS);
  await isOver();
  expect([await status(), (await openIssues()).length]).toEqual(["running", 1]);
  expect(await db().phaseRun.count({ where: { stepId: "retire-old-key" } })).toBe(0);

  const issueId = issue?.id ?? "";
  const by = (name: Name) => company.it.world.people[name];
  const close = async (name: Name) =>
    closeIssue(company.it.world.web, by(name), await asShown(company.it.world, issueId));
  expect(await close("mihai")).toMatchObject({ ok: false });
  const resolution = "A task was asked to say so by a test.";
  await must(proposeResolution(company.it.world.web, by("ana"), { issueId, resolution }));
  expect(await close("ana")).toMatchObject({ ok: false, problem: { code: "forbidden" } });
  await must(close("mihai"));
  const { endsAt } = await period();
  const { closedAt } = await db().safetyIssue.findUniqueOrThrow({ where: { id: issueId } });
  expect(endsAt.getTime() - (closedAt?.getTime() ?? 0)).toBe(DAY_MS);
  await completed();
  const { finishedAt } = await db().phaseRun.findUniqueOrThrow({ where: { id: run.id } });
  expect(finishedAt?.getTime()).toBeGreaterThanOrEqual(endsAt.getTime());
  expect(await db().safetyIssue.count()).toBe(1);
});

const aws = () => company.it.env.aws;
/** The worker's own clock, which the age of a log line is judged by; the period never asks it. */
const clock = { fastByMs: 0 };
const rename = (from: string, to: string) =>
  company.it.world.database.pool.query(`ALTER TABLE ${from} RENAME TO ${to}`);
const FAULTS: Record<string, [monitor: string, stop: () => unknown, mend: () => unknown]> = {
  "the log's service answers 503": [
    "no-decrypt-errors",
    () => (aws().logs.stopped = true),
    () => (aws().logs.stopped = false),
  ],
  "nobody has written to the log for ten minutes": [
    "no-decrypt-errors",
    () => (clock.fastByMs = 11 * 60_000),
    () => (clock.fastByMs = 0),
  ],
  "ECS does not say which tasks run": [
    "tasks-stay-healthy",
    () => aws().faults.inject({ kind: "server-error", action: "DescribeTasks" }),
    () => aws().faults.clear(),
  ],
  "the platform's rows cannot be counted": [
    "nothing-on-old-version",
    () => rename("patient_persons", "hidden"),
    () => rename("hidden", "patient_persons"),
  ],
};
test.each(Object.entries(FAULTS))(
  "while %s the period does not end, and it ends by itself when the monitor answers again",
  async (_, [monitor, stop, mend]) => {
    await stop();
    try {
      begin(company.worker);
      await isOver();
      const unknown = await db().monitorSample.findMany({ distinct: ["outcome"], where: { monitor } });
      expect(unknown.map(({ outcome }) => outcome)).toEqual(["unknown"]);
      expect([await status(), await openIssues(), await lasts()]).toEqual(["running", [], DAY_MS]);
    } finally {
      await mend();
    }
    await completed();
    expect(await lasts()).toBe(DAY_MS);
  },
);

test("an issue that is reported while the old key is being retired keeps it in the secret", async () => {
  begin(company.worker);
  await completed();
  const retirement = await company.begin("retire-old-key/retire");
  const report = { rotationId: run.rotationId, description: "A row does not open." };
  await liveOnce(company, retirement, async ({ when, call, time }) => {
    if (when === "after" && call === "fleet.deploy" && time === 1)
      await must(reportIssue(company.it.world.web, company.it.world.people.elena, report));
    return false;
  });
  const failed = await db().phaseRun.findUniqueOrThrow({ where: { id: retirement.id } });
  expect(failed).toMatchObject({ status: "failed", problem: expect.stringMatching(/issue/) as string });
  expect(aws().secretText()).toContain('"ENCRYPTION_KEY_V1"');
});

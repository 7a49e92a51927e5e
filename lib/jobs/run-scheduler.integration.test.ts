import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectDatabase, type Database } from "#lib/db/client.ts";
import { DEFAULT_POLICY } from "#lib/domain/settings/policy.ts";
import { mortal } from "#tests/mortal-worker.ts";
import { type MovedClock, movedClock } from "#tests/moved-clock.ts";
import { adopted, openWorld, reset, type World } from "#tests/operations-world.ts";
import { runScheduler } from "./run-scheduler.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** The 90 days end on 30 January 2027 at 12:00 UTC; nine in the morning in Bucharest is 07:00 UTC. */
const ACTIVATED = "2026-11-01T12:00:00Z";
const NAME = "schedule/v1";

let world: World;
let clock: MovedClock;
let workers: WorkerDeps[];
let databases: Database[];
beforeAll(async () => {
  world = await openWorld();
  clock = await movedClock(world.database);
  databases = [1, 2].map(() => connectDatabase(world.database.urlFor("worker_test"), 3));
  workers = databases.map(
    (db, index) =>
      ({
        ...world.worker,
        db,
        workerId: `worker ${index}`,
        appUrl: "https://keyturn.example",
        mentions: "",
        outsideCheck: null,
      }) as unknown as WorkerDeps,
  );
});
afterAll(async () => {
  await Promise.all(databases.map((db) => db.$disconnect()));
  await world.close();
});
beforeEach(async () => {
  await reset(world);
  await sql("TRUNCATE key_rotation.outgoing_message, key_rotation.rotation_proposal, key_rotation.scheduler");
  await adopted(world);
  await sql("UPDATE key_rotation.key_version SET activated_at = $1", [ACTIVATED]);
  await sql("INSERT INTO key_rotation.setting (key, value, version) VALUES ('policy', $1, 1)", [
    { ...DEFAULT_POLICY, timeZone: "Europe/Bucharest" },
  ]);
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values);
const passBoth = () => Promise.all(workers.map((worker) => runScheduler(worker)));
const queued = async () => {
  const { rows } = await sql("SELECT key, system FROM key_rotation.outgoing_message ORDER BY seq");
  return rows.map(
    ({ key, system }: { key: string; system: string }) => `${system} ${key.replace(`${NAME}/`, "")}`,
  );
};
const proposals = async () => {
  const { rows } = await sql(
    "SELECT changes ->> 'day' AS day FROM audit_log WHERE action = 'KEY_ROTATION_PROPOSED' AND id > (SELECT max(id) FROM audit_log WHERE action = 'PLATFORM_ADOPTED')",
  );
  return rows.map(({ day }: { day: string }) => day);
};
const refusals = async () =>
  (
    await sql(
      "SELECT FROM audit_log WHERE action = 'ACCESS_REFUSED' AND changes ->> 'operation' = 'propose-rotation'",
    )
  ).rowCount;

/** Six hours apart, from before the first reminder to a week after the rotation is overdue. */
function* instants(): Generator<string> {
  for (
    let at = Date.parse("2027-01-15T01:00:00Z");
    at < Date.parse("2027-02-08T00:00:00Z");
    at += 6 * 3_600_000
  )
    yield new Date(at).toISOString();
}

const EVERYTHING = [
  "slack -14",
  "slack -7",
  "slack -3",
  "slack checklist",
  "slack 0",
  "github issue",
  "slack overdue",
  "pagerduty page",
  "slack overdue+7",
  "pagerduty page+7",
];

describe("with two workers that look at the same time", () => {
  test("every reminder is queued once, at its time and in its order, from 14 days before to a week overdue", async () => {
    for (const instant of instants()) {
      await clock.moveTo(instant);
      await passBoth();
    }
    expect((await queued()).toSorted()).toEqual(EVERYTHING.toSorted());
    const { rows } = await sql(
      "SELECT key, payload ->> 'channel' AS channel FROM key_rotation.outgoing_message WHERE system = 'slack'",
    );
    expect(new Set(rows.map(({ channel }: { channel: string }) => channel))).toEqual(new Set(["security"]));
    expect(await proposals()).toEqual(["2027-01-30"]);
    expect(await refusals()).toBe(0);
  });

  test("a worker that dies at any call makes no reminder come twice and none be lost", async () => {
    let step = 0;
    for (const instant of instants()) {
      await clock.moveTo(instant);
      step += 1;
      const [first, second] = workers;
      if (!first || !second) throw new Error("Two workers are needed.");
      const fate = step % 7;
      let calls = 0;
      const doomed = mortal(first, ({ when }) => {
        calls += 1;
        return calls === fate + 1 || (when === "after" && fate === 0);
      });
      await Promise.allSettled([runScheduler(doomed), runScheduler(second)]);
      await runScheduler(second);
    }
    expect((await queued()).toSorted()).toEqual(EVERYTHING.toSorted());
    expect(await proposals()).toEqual(["2027-01-30"]);
  });
});

test("a scheduler that starts late says the newest thing of each kind, and nothing of what it missed", async () => {
  await clock.moveTo("2027-01-28T12:00:00Z");
  await passBoth();
  expect(await queued()).toEqual(["slack -3"]);
  await clock.moveTo("2027-02-20T12:00:00Z");
  await passBoth();
  expect((await queued()).slice(1).toSorted()).toEqual([
    "github issue",
    "pagerduty page+14",
    "slack overdue+21",
  ]);
});

test("nothing is said before the first reminder, nor by a console that nobody adopted", async () => {
  await clock.moveTo("2027-01-15T12:00:00Z");
  await passBoth();
  await reset(world);
  await clock.moveTo("2027-02-20T12:00:00Z");
  await passBoth();
  expect(await queued()).toEqual([]);
  expect(await proposals()).toEqual([]);
});

test("a new key ends the alert, moves the dates and begins a new row of reminders", async () => {
  await clock.moveTo("2027-02-02T12:00:00Z");
  await passBoth();
  await sql("UPDATE key_rotation.key_version SET state = 'deactivated' WHERE number = 1");
  await sql(
    "INSERT INTO key_rotation.key_version (number, fingerprint, state, activated_at) VALUES (2, $1, 'active', '2027-02-02T13:00:00Z')",
    ["2".repeat(16)],
  );
  await clock.moveTo("2027-02-02T14:00:00Z");
  await passBoth();
  await passBoth();
  expect((await queued()).toSorted()).toEqual(
    ["github issue", "pagerduty page", "pagerduty page-resolved", "slack overdue"].toSorted(),
  );
  await clock.moveTo("2027-04-17T12:00:00Z");
  await passBoth();
  expect(await queued()).toContain("slack schedule/v2/-14");
});

test("the rotation opens by itself at the start of its 14 days in the company's time zone, and not before", async () => {
  await clock.moveTo("2027-01-15T21:59:50Z");
  await passBoth();
  expect(await proposals()).toEqual([]);
  await clock.moveTo("2027-01-15T22:00:00Z");
  await passBoth();
  expect(await proposals()).toEqual(["2027-01-30"]);
});

test("a policy with another time zone moves the day, and says nothing twice", async () => {
  await sql("UPDATE key_rotation.key_version SET activated_at = '2026-11-01T23:30:00Z'");
  await clock.moveTo("2027-01-30T08:00:00Z");
  await passBoth();
  const before = await queued();
  await sql("UPDATE key_rotation.setting SET value = $1 WHERE key = 'policy'", [
    { ...DEFAULT_POLICY, timeZone: "UTC" },
  ]);
  await clock.moveTo("2027-01-31T08:00:00Z");
  await passBoth();
  const after = await queued();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(new Set(after).size).toBe(after.length);
  expect(after.filter((message) => message.startsWith("github"))).toHaveLength(1);
  expect(await proposals()).toHaveLength(1);
  expect(await refusals()).toBe(0);
});

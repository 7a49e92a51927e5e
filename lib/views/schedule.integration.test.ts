import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connectDatabase, type Database } from "#lib/db/client.ts";
import { runScheduler } from "#lib/jobs/run-scheduler.ts";
import type { WorkerDeps } from "#lib/jobs/worker-deps.ts";
import { type MovedClock, movedClock } from "#tests/moved-clock.ts";
import { adopted, openWorld, reset, type World } from "#tests/operations-world.ts";
import { listQuarters } from "./history.ts";
import { listReminders } from "./reminders.ts";
import { findSchedule } from "./schedule.ts";

let world: World;
let clock: MovedClock;
let web: Database;
let worker: Database;
beforeAll(async () => {
  world = await openWorld();
  clock = await movedClock(world.database);
  web = connectDatabase(world.database.urlFor("web_test"), 2);
  worker = connectDatabase(world.database.urlFor("worker_test"), 2);
});
afterAll(async () => {
  await web.$disconnect();
  await worker.$disconnect();
  await world.close();
});
beforeEach(async () => {
  await reset(world);
  await sql("TRUNCATE key_rotation.outgoing_message, key_rotation.rotation_proposal");
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values);
const pass = () =>
  runScheduler({
    ...world.worker,
    db: worker,
    workerId: "worker",
    appUrl: "https://keyturn.example",
    mentions: "",
    outsideCheck: null,
  } satisfies Partial<WorkerDeps>);
const due = async () => (await findSchedule(web)).key?.next;

const states = async () =>
  (await listReminders(web)).map(({ label, state, problem }) => [label, state, problem]);

async function activated(at: string): Promise<void> {
  await adopted(world);
  await sql("UPDATE key_rotation.key_version SET activated_at = $1", [at]);
}

test("before the platform was adopted there is no date and no reminder", async () => {
  expect(await findSchedule(web)).toEqual({ timeZone: "UTC", key: null, rotations: [] });
  expect(await listReminders(web)).toEqual([]);
});

test("the page shows the next eight by both clocks, and from its 14 days on the rotation that opened by itself", async () => {
  await activated("2026-11-01T12:00:00Z");
  await clock.moveTo("2027-01-15T12:00:00Z");
  await pass();
  const { rotations } = await findSchedule(web);
  expect(rotations).toHaveLength(8);
  expect(rotations[0]).toMatchObject({
    date: "2027-01-30",
    calendarDay: "2027-02-01",
    policyDay: "2027-01-30",
  });
  expect(await due()).toMatchObject({ due: "upcoming", proposedAt: null });
  await clock.moveTo("2027-01-16T12:00:00Z");
  expect(await due()).toMatchObject({ due: "pending", proposedAt: null });
  await pass();
  expect(await due()).toMatchObject({ due: "pending", proposedAt: expect.any(String) });
  await clock.moveTo("2027-01-30T13:00:00Z");
  expect(await due()).toMatchObject({ due: "overdue", overdue: expect.stringContaining("Rotate now.") });
  expect(await world.web.db.participant.count()).toBe(0);
});

test("each reminder is shown with what became of it: sent, failing, given up, missed or still to come", async () => {
  await activated("2026-11-01T12:00:00Z");
  await clock.moveTo("2027-01-24T12:00:00Z");
  await pass();
  expect(await states()).toEqual([
    ["14 days before", "left-out", null],
    ["7 days before", "waiting", null],
    ["3 days before", "planned", null],
    ["Checklist, 24 hours before", "planned", null],
    ["On the day", "planned", null],
    ["Issue with the checklist", "planned", null],
    ["If overdue", "planned", null],
    ["If overdue for a day", "planned", null],
  ]);
  const seven = async (change: string) => {
    await sql(`UPDATE key_rotation.outgoing_message SET ${change}`);
    return (await states())[1];
  };
  const problem = "Slack is not available.";
  expect(await seven(`problem = '${problem}', failing_since = now()`)).toEqual([
    "7 days before",
    "waiting",
    problem,
  ]);
  expect(await seven("given_up_at = now()")).toEqual(["7 days before", "failed", problem]);
  expect(
    await seven(
      "given_up_at = NULL, problem = NULL, failing_since = NULL, sent_at = now(), permalink = 'https://x.example'",
    ),
  ).toEqual(["7 days before", "sent", null]);
});

test("a quarter is judged by days of the company: a rotation up to 14 days early is on time, one from its eighth day on late", async () => {
  await activated("2026-11-01T12:00:00Z");
  await sql("UPDATE key_rotation.adoption SET confirmed_at = '2026-01-01'");
  await clock.moveTo("2027-12-01T12:00:00Z");
  const finished = async (at: string) => {
    await sql("DELETE FROM key_rotation.rotation");
    await sql(
      `INSERT INTO key_rotation.rotation (id, type, status, old_version, new_version, planned_start, created_by, finished_at)
       VALUES ('R', 'scheduled', 'completed', 1, 2, $1, $2, $1)`,
      [at, world.idOf("ana")],
    );
    return (await listQuarters(web)).find(({ rotationId }) => rotationId === "R");
  };
  expect(await finished("2027-01-19T00:00:00Z")).toMatchObject({ label: "Q1 2027", status: "on-time" });
  expect(await finished("2027-02-07T23:00:00Z")).toMatchObject({ label: "Q1 2027", status: "on-time" });
  expect(await finished("2027-02-08T00:00:00Z")).toMatchObject({ label: "Q1 2027", status: "late" });
  expect(await finished("2027-01-17T00:00:00Z")).toMatchObject({ label: "Q4 2026", status: "late" });
});

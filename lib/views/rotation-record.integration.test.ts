import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { recordReading } from "#lib/operations/compliance/record-reading.ts";
import { must, openWorld, reset, rotation, type World } from "#tests/operations-world.ts";
import { historyFile } from "../domain/compliance/history-file.ts";
import { listHistory, listLastFive } from "./history.ts";
import { listObligations } from "./obligations.ts";
import { hasReading } from "./readings.ts";
import { findRotationRecord } from "./rotation-record.ts";
import { findRotation } from "./rotations.ts";
import { listTimeline } from "./timeline.ts";

const HOUR_MS = 3_600_000;
let world: World;
let id: string;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  id = (await rotation(world)).rotationId;
});

test("the timeline of a rotation holds its own events and nobody's sign-in, newest first", async () => {
  const { events, total } = await listTimeline(world.web.db, id);
  expect(total).toBe(events.length);
  expect(events.map((event) => event.action)).toEqual(
    expect.arrayContaining(["KEY_ROTATION_CREATED", "PHASE_STARTED", "PHASE_COMPLETED"]),
  );
  expect(events.every((event) => event.object.startsWith(id))).toBe(true);
  const numbers = events.map((event) => BigInt(event.seq));
  expect(numbers).toEqual(numbers.toSorted((a, b) => Number(b - a)));
  expect((await listTimeline(world.web.db, "another")).total).toBe(0);
});

test("evidence is listed with its person and digest, and work that was done again keeps its first piece", async () => {
  const before = await findRotationRecord(world.web.db, id);
  expect(before.evidence).toMatchObject([
    { phaseTitle: "Tell the team", recordedBy: "ana", digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(before.evidence[0]?.href).toContain(`/rotations/${id}/checklist#evidence-`);
  await world.database.pool.query(
    "UPDATE key_rotation.phase_run SET status = 'superseded' WHERE status = 'completed'",
  );
  const after = await findRotationRecord(world.web.db, id);
  expect(after.evidence).toMatchObject([{ id: before.evidence[0]?.id, href: null }]);
});

test("a retired key is owed until it is destroyed, from the day that policy names, though its rotation is over", async () => {
  expect(await listObligations(world.web.db, HOUR_MS)).toEqual([]);
  await world.database.pool.query(
    `UPDATE key_rotation.rotation SET status = 'completed', retired_at = '2026-01-10T00:00:00Z', finished_at = now()`,
  );
  const owedOn = (day: string) => listObligations(world.web.db, HOUR_MS, new Date(day));
  expect(await owedOn("2026-02-08T23:59:59Z")).toMatchObject([
    { version: 1, destroyFrom: "2026-02-09T00:00:00.000Z", isDue: false },
  ]);
  expect(await owedOn("2026-02-09T00:00:00Z")).toMatchObject([{ isDue: true }]);
  await world.database.pool.query(
    "UPDATE key_rotation.key_version SET destroyed_at = now() WHERE number = 1",
  );
  expect(await owedOn("2026-02-09T00:00:00Z")).toEqual([]);
});

test("a reading is known of the person who read, and only since then", async () => {
  const [ana, carmen] = await Promise.all(
    (["ana", "carmen"] as const).map((name) =>
      world.web.db.actor.findUniqueOrThrow({ where: { id: world.idOf(name) } }),
    ),
  );
  if (!ana || !carmen) throw new Error("Both of them signed in.");
  await must(recordReading(world.web, world.people.carmen, { what: "compliance" }));
  const since = new Date(Date.now() - HOUR_MS);
  expect(await hasReading(world.web.db, carmen, { what: "compliance", since })).toBe(true);
  expect(await hasReading(world.web.db, ana, { what: "compliance", since })).toBe(false);
  const later = new Date(Date.now() + HOUR_MS);
  expect(await hasReading(world.web.db, carmen, { what: "compliance", since: later })).toBe(false);
});

test("a running rotation stands in the history, and not among the last five of audit_log", async () => {
  const history = await listHistory(world.web.db);
  expect(history).toMatchObject([{ rotationId: id, status: "running", endedAt: null, operators: ["ana"] }]);
  expect(historyFile(history, "csv").split("\r\n")).toHaveLength(3);
  expect(await listLastFive(world.web.db)).toEqual([]);
});

test("a cancelled rotation is called cancelled, with its day, in its summary and in the history", async () => {
  await world.database.pool.query(
    `UPDATE key_rotation.rotation SET status = 'cancelled', finished_at = '2030-01-02T03:04:05Z',
       cancelled_reason = 'not needed after all'`,
  );
  expect(await findRotation(world.web.db, id)).toMatchObject({ status: "cancelled" });
  const history = await listHistory(world.web.db);
  expect(history).toMatchObject([{ status: "cancelled", endedAt: "2030-01-02T03:04:05.000Z" }]);
  expect(historyFile(history, "markdown")).toContain("| scheduled | cancelled | no |");
});

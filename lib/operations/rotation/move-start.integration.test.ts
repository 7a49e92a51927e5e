import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listOpenApprovals } from "#lib/views/approvals.ts";
import { findMovableStart } from "#lib/views/movable-start.ts";
import {
  current,
  FIELDS,
  inspected,
  must,
  type Name,
  openWorld,
  requested,
  reset,
  rotation,
  type World,
} from "#tests/operations-world.ts";
import { loadActor } from "../load-actor.ts";
import { moveStart } from "./move-start.ts";
import { requestApproval } from "./request-approval.ts";

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const move = async (plannedStart: string, name: Name = "ana") => {
  const { id, version } = await current(world);
  return moveStart(world.web, world.people[name], { phaseRunId: id, version, plannedStart });
};
const viewerOf = async (name: Name) => {
  const actor = await loadActor(world.web.db, world.idOf(name));
  if (!actor) throw new Error(`${name} has not signed in.`);
  return { ...actor, authTime: null };
};
const offered = async (name: Name) =>
  findMovableStart(world.web.db, await viewerOf(name), (await current(world)).rotationId);

test("a start that was moved is inspected again before anybody can be asked to approve it", async () => {
  const { rotationId } = await inspected(world, await rotation(world));
  const { plannedStart: before } = await world.web.db.rotation.findUniqueOrThrow({
    where: { id: rotationId },
  });
  const start = inDays(30);
  expect(await offered("ioana")).toMatchObject({ plannedStart: before.toISOString() });
  await must(move(start, "ioana"));
  const after = await world.web.db.rotation.findUniqueOrThrow({ where: { id: rotationId } });
  expect(after.plannedStart.toISOString()).toBe(start);
  const run = await current(world);
  expect(run).toMatchObject({ plan: null, planHash: null, inspectedAt: null });
  expect(run.inspectionRequestedAt).not.toBeNull();
  const target = { phaseRunId: run.id, version: run.version, fields: FIELDS };
  expect(await requestApproval(world.web, world.people.ana, target)).toMatchObject({ ok: false });
  const { rows } = await world.database.pool.query(
    "SELECT action, changes FROM audit_log ORDER BY id DESC OFFSET 1 LIMIT 1",
  );
  expect(rows).toMatchObject([
    { action: "KEY_ROTATION_START_MOVED", changes: { from: before.toISOString(), to: start } },
  ]);
});

test("a start stays while its checks run, and once its approval was asked for", async () => {
  const run = await rotation(world);
  expect(run.inspectionRequestedAt).not.toBeNull();
  expect(await move(inDays(1))).toMatchObject({
    problem: { message: expect.stringMatching(/checks are running/) },
  });
  await reset(world);
  await requested(world);
  expect(await move(inDays(1))).toMatchObject({ problem: { code: "wrong-state" } });
  expect(await offered("ana")).toBeNull();
});

test("the start is moved to no day that could not have been planned, and by nobody who cannot operate", async () => {
  await inspected(world, await rotation(world));
  expect(await move(inDays(-1))).toMatchObject({ problem: { code: "invalid-input" } });
  expect(await move(inDays(91))).toMatchObject({ problem: { code: "invalid-input" } });
  for (const name of ["elena", "carmen", "stranger"] as const) {
    expect(await move(inDays(1), name)).toMatchObject({ problem: { code: "forbidden" } });
    expect(await offered(name)).toBeNull();
  }
});

test("a request in a drill says that it is one", async () => {
  const { run } = await requested(world);
  const waiting = async () => listOpenApprovals(world.web.db, await viewerOf("elena"));
  expect(await waiting()).toMatchObject([{ isDrill: false }]);
  await world.database.pool.query("UPDATE key_rotation.rotation SET type = 'drill' WHERE id = $1", [
    run.rotationId,
  ]);
  expect(await waiting()).toMatchObject([{ isDrill: true }]);
});

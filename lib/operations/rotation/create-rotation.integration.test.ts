import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { adopted, must, openWorld, reset, type World } from "#tests/operations-world.ts";
import { findNewRotation } from "../../views/new-rotation.ts";
import { createRotation } from "./create-rotation.ts";

const DAY_MS = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await adopted(world);
});

const create = (input: object) => createRotation(world.web, world.people.ana, input);
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

test.each([
  ["yesterday", inDays(-1), /has passed/],
  ["later than the next key is due", inDays(91), /within the next 90 days/],
  ["no date", "soon", /plannedStart/],
])("a start that is planned for %s is refused, and nothing is opened", async (_, plannedStart, message) => {
  expect(await create({ plannedStart })).toMatchObject({
    ok: false,
    problem: { code: "invalid-input", message: expect.stringMatching(message) as string },
  });
  expect(await world.web.db.rotation.count()).toBe(0);
});

test("a start may be planned ahead, as a date field sends it: to the minute, and in UTC", async () => {
  const minute = inDays(30).slice(0, 16);
  await must(create({ plannedStart: minute }));
  const { plannedStart } = await world.web.db.rotation.findFirstOrThrow();
  expect(plannedStart.toISOString()).toBe(`${minute}:00.000Z`);
});

test("the page names the number that the rotation then gets, also after a cancelled one", async () => {
  await world.database.pool.query(
    `INSERT INTO key_rotation.rotation (id, type, old_version, new_version, planned_start, created_by, status, finished_at, cancelled_reason)
     VALUES ('R-cancelled', 'scheduled', 1, 2, now(), $1, 'cancelled', now(), 'Wrong quarter.')`,
    [world.idOf("ana")],
  );
  const ana = await world.web.db.actor.findUniqueOrThrow({ where: { id: world.idOf("ana") } });
  const viewer = { ...ana, roles: ["security-engineer" as const] };
  expect((await findNewRotation(world.web.db, viewer)).key?.nextVersion).toBe(3);
  const { rotationId } = await must(create({}));
  expect(await world.web.db.rotation.findUniqueOrThrow({ where: { id: rotationId } })).toMatchObject({
    newVersion: 3,
  });
});

test("before it begins, a person sees who could ever approve, and how many the strictest gate asks for", async () => {
  const ana = await world.web.db.actor.findUniqueOrThrow({ where: { id: world.idOf("ana") } });
  const view = await findNewRotation(world.web.db, { ...ana, roles: ["security-engineer"] });
  expect(view.approvers.map(({ name }) => name)).toEqual(["dan", "elena", "mihai"]);
  expect(view).toMatchObject({ approversNeeded: 2, activeId: null, estimate: null });
  await world.database.pool.query(
    `UPDATE key_rotation.actor SET disabled_at = now() WHERE name IN ('dan', 'elena');
     INSERT INTO key_rotation.setting (key, value) VALUES ('policy', '{"safetyHours":24,"destroyAfterDays":30,
       "auditRetentionYears":6,"timeZone":"UTC","approvers":{"A1":1,"A2":1,"A2b":1,"A3":1,"A4":3,"A5":1}}')`,
  );
  const fewer = await findNewRotation(world.web.db, { ...ana, roles: ["security-engineer"] });
  expect(fewer.approvers.map(({ name }) => name)).toEqual(["mihai"]);
  expect(fewer.approversNeeded).toBe(3);
});

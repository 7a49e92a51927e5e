import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { must, openWorld, reset, type World } from "#tests/operations-world.ts";
import { newColumn, PHOTO } from "#tests/registry-cases.ts";
import { classifyColumn } from "../operations/registry/classify-column.ts";
import { findScope } from "./scope.ts";

const NAME = "public.users.photo";
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await newColumn(world);
  await world.database.pool.query("TRUNCATE key_rotation.registry_count");
});

const scope = () => findScope(world.web.db);
const photo = async () => (await scope()).registered.find(({ name }) => name === NAME);
const classify = (classification: string) =>
  must(
    classifyColumn(world.web, world.people.elena, { ...PHOTO, classification, note: "Picture of a patient" }),
  );

test("a column stands where people put it, with who said so, and says when the platform dropped it", async () => {
  expect(await scope()).toMatchObject({ waiting: [{ name: NAME, obstacle: null }], excused: [] });
  await classify("not-encrypted");
  const by = "elena <elena@restartix.example>";
  expect(await scope()).toMatchObject({
    waiting: [],
    excused: [{ name: NAME, reason: "Picture of a patient", classifiedBy: by, isDropped: false }],
  });
  await classify("encrypted");
  expect(await photo()).toMatchObject({ label: "Picture of a patient", registeredBy: by, isDropped: false });
  await world.database.pool.query("ALTER TABLE users DROP COLUMN photo");
  expect(await photo()).toMatchObject({ isDropped: true });
});

test("a column that no rotation could go through says why", async () => {
  await world.database.pool.query("ALTER TABLE users ALTER COLUMN photo TYPE bytea[] USING NULL");
  expect(await scope()).toMatchObject({ waiting: [{ obstacle: expect.stringContaining("arrays") }] });
  await world.database.pool.query("ALTER TABLE users DROP COLUMN photo; CREATE TABLE loose (photo bytea)");
  expect(await scope()).toMatchObject({
    waiting: [{ name: "public.loose.photo", obstacle: expect.stringContaining("not-null key") }],
  });
  await world.database.pool.query("DROP TABLE loose");
});

test("counts stand at their columns, and a column that was not counted yet has none", async () => {
  const counted = {
    column: "public.patient_persons.phone_encrypted",
    cells: { nonNull: 12, byVersion: { 2: 1, 1: 10 }, tooShort: 1 },
    problem: null,
    missingGrant: null,
  };
  await world.database.pool.query(
    "INSERT INTO key_rotation.registry_count (columns, counted_at, problem) VALUES ($1, '2026-01-01T00:00:00Z', 'Lost')",
    [JSON.stringify([counted])],
  );
  const { registered, count } = await scope();
  expect(count).toEqual({ at: "2026-01-01T00:00:00.000Z", problem: "Lost" });
  const cellsOf = (end: string) => registered.find(({ name }) => name.endsWith(end))?.cells;
  const byVersion = [
    { version: 1, cells: 10 },
    { version: 2, cells: 1 },
  ];
  expect(cellsOf(".phone_encrypted")).toEqual({ total: 12, byVersion, tooShort: 1 });
  expect(cellsOf(".api_key_encrypted")).toBeNull();
});

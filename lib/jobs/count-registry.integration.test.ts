import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withClient } from "#tests/database.ts";
import { must, openWorld, reset, type World } from "#tests/operations-world.ts";
import { newColumn, PHOTO } from "#tests/registry-cases.ts";
import { countRegistry as countWith } from "../engine/count-registry.ts";
import { classifyColumn } from "../operations/registry/classify-column.ts";
import type { RegisteredCount } from "../ports/platform-data.ts";
import { countRegistry } from "./count-registry.ts";

let world: World;
let counts = 0;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await newColumn(world);
  await world.database.pool.query("TRUNCATE key_rotation.registry_count");
  counts = 0;
});

const signal = new AbortController().signal;

const sweep = (count: () => Promise<RegisteredCount[]> = counted) =>
  countRegistry({ ...world.worker, platformData: { countRegistry: count } }, signal);

async function counted(): Promise<RegisteredCount[]> {
  counts += 1;
  return withClient(world.database.urlFor("worker_test"), (client) => countWith(client, signal));
}

async function stored(): Promise<{ columns: string[]; problem: string | null; counted: boolean }> {
  const { rows } = await world.database.pool.query<{
    columns: RegisteredCount[];
    problem: string | null;
    counted_at: Date | null;
  }>("SELECT columns, problem, counted_at FROM key_rotation.registry_count");
  const [row] = rows;
  return {
    columns: (row?.columns ?? []).map(({ column }) => column),
    problem: row?.problem ?? null,
    counted: row?.counted_at != null,
  };
}

const pass = (interval: string) =>
  world.database.pool.query(
    `UPDATE key_rotation.registry_count SET begun_at = begun_at - interval '${interval}', counted_at = counted_at - interval '${interval}'`,
  );

test("of all workers one counts, and again after an hour", async () => {
  await Promise.all(Array.from({ length: 8 }, () => sweep()));
  expect([counts, await stored()]).toMatchObject([1, { problem: null, counted: true }]);
  await pass("59 min");
  await sweep();
  expect(counts).toBe(1);
  await pass("2 min");
  await sweep();
  expect(counts).toBe(2);
});

test("a column that was registered, or left the registry, is counted at the next sweep", async () => {
  await sweep();
  await must(
    classifyColumn(world.web, world.people.elena, { ...PHOTO, classification: "encrypted", note: "Picture" }),
  );
  await sweep();
  expect([counts, (await stored()).columns]).toEqual([2, expect.arrayContaining(["public.users.photo"])]);
  await world.database.pool.query("ALTER TABLE users DROP COLUMN photo");
  await must(
    classifyColumn(world.web, world.people.elena, { ...PHOTO, classification: "dropped", note: "Dropped" }),
  );
  await sweep();
  expect([counts, (await stored()).columns]).toEqual([3, expect.not.arrayContaining(["public.users.photo"])]);
});

test("a count that fails keeps the last figures, says why, and is tried again after a minute", async () => {
  await sweep();
  const before = await stored();
  await pass("61 min");
  await sweep(() => Promise.reject(new Error("The database does not answer.")));
  expect(await stored()).toEqual({ ...before, problem: "The database does not answer." });
  await sweep();
  expect(counts).toBe(1);
  await pass("61 s");
  await sweep();
  expect([counts, await stored()]).toEqual([2, before]);
});

test("a worker that dies while it counts is followed by another", async () => {
  await world.database.pool.query("INSERT INTO key_rotation.registry_count DEFAULT VALUES");
  await sweep();
  expect(counts).toBe(0);
  await pass("11 min");
  await sweep();
  expect(counts).toBe(1);
});

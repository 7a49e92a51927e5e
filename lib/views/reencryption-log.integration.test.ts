import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { must, openWorld, reset, type World } from "#tests/operations-world.ts";
import { reencrypting } from "#tests/reencryption-world.ts";
import { controlReencryption } from "../operations/reencryption/control-reencryption.ts";
import { findReencryption } from "./reencryption.ts";
import { findReencryptionLog, LOG_PAGE_SIZE, type LogFilter } from "./reencryption-log.ts";

let world: World;
let jobId: string;
let rotationId: string;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await world.database.pool.query("TRUNCATE key_rotation.reencryption_log");
  jobId = await reencrypting(world);
  rotationId = (await world.web.db.rotation.findFirstOrThrow()).id;
  await world.database.pool.query(
    `INSERT INTO key_rotation.reencryption_log (job_id, level, text)
     SELECT $1, CASE WHEN n % 50 = 0 THEN 'problem' WHEN n % 10 = 0 THEN 'warning' ELSE 'info' END, 'batch_' || n
     FROM generate_series(1, 250) AS n`,
    [jobId],
  );
});

const log = (filter: Partial<LogFilter> = {}) =>
  findReencryptionLog(world.web.db, rotationId, { level: "", q: "", page: 1, line: "", ...filter });

test("the log is read a page at a time, newest first, and a line's address opens the page on which it stands", async () => {
  const first = await log();
  expect([first.total, first.lines.length, first.lines[0]?.text]).toEqual([250, LOG_PAGE_SIZE, "batch_250"]);
  const last = await log({ page: 3 });
  expect(last.lines.map(({ text }) => text).slice(-1)).toEqual(["batch_1"]);
  const wanted = last.lines.at(-1)?.id ?? "";
  const found = await log({ line: wanted });
  expect([found.page, found.lines.some(({ id }) => id === wanted)]).toEqual([3, true]);
});

test("it is filtered by level and text, in which no character has a meaning of its own", async () => {
  expect((await log({ level: "warning" })).total).toBe(25);
  expect((await log({ level: "problem" })).total).toBe(5);
  expect((await log({ q: "BATCH_25" })).total).toBe(2);
  expect((await log({ q: "batch%" })).total).toBe(0);
  expect(
    (await findReencryptionLog(world.web.db, "another", { level: "", q: "", page: 1, line: "" })).total,
  ).toBe(0);
});

test("the step shows what was ordered, by whom and within what was approved, and its newest lines", async () => {
  await must(controlReencryption(world.web, world.people.ana, { jobId, version: 0, order: "pause" }));
  const view = await findReencryption(world.web.db, rotationId, true);
  expect(view?.control).toMatchObject({
    wish: "pause",
    wishedBy: "ana",
    standsSince: null,
    cellsPerSecond: 1000,
    mostCellsPerSecond: 1000,
    version: 1,
    mayControl: true,
  });
  expect(view?.newestLines[0]?.text).toBe("ana asked to pause.");
  expect((await findReencryption(world.web.db, rotationId, false))?.control?.mayControl).toBe(false);
});

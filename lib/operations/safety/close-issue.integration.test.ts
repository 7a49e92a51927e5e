import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { withClient } from "#tests/database.ts";
import { must, type Name, openWorld, reset, type World } from "#tests/operations-world.ts";
import { asShown, reported, watching } from "#tests/safety-world.ts";
import { findSafety } from "../../views/safety.ts";
import { loadActor } from "../load-actor.ts";
import { closeIssue } from "./close-issue.ts";
import { proposeResolution } from "./propose-resolution.ts";

let world: World;
let rotationId: string;
let issueId: string;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  ({ rotationId } = await watching(world));
  ({ id: issueId } = await reported(world, rotationId));
});

const explain = (by: Name, resolution: string) =>
  must(proposeResolution(world.web, world.people[by], { issueId, resolution }));
const close = (by: Name, shown: object) => closeIssue(world.web, world.people[by], shown);
const isOpen = async () =>
  (await world.web.db.safetyIssue.findUniqueOrThrow({ where: { id: issueId } })).closedAt === null;

test("a resolution that was written anew is not closed by who read the one before, nor without saying which was read", async () => {
  await explain("ana", "A false alarm of the monitor.");
  const read = await asShown(world, issueId);
  await explain("ioana", "Two rows were never written by the clinic.");
  expect(await close("mihai", read)).toMatchObject({ ok: false, problem: { code: "stale" } });
  expect(await close("mihai", { issueId })).toMatchObject({ ok: false, problem: { code: "invalid-input" } });
  expect(await isOpen()).toBe(true);
  await must(close("mihai", await asShown(world, issueId)));
});

test("another account of the person who wrote the resolution closes nothing and is offered nothing", async () => {
  const { pool } = world.database;
  await explain("ana", "A false alarm of the monitor.");
  const be = (user: string) =>
    pool.query(`UPDATE key_rotation.actor SET platform_user_id =
      (SELECT id FROM users WHERE email = '${user}@restartix.example') WHERE subject = 'mihai'`);
  const offered = async () => {
    const viewer = await world.web.db.$transaction((tx) => loadActor(tx, world.idOf("mihai")));
    return viewer && (await findSafety(world.web.db, viewer, rotationId))?.issues[0]?.mayClose;
  };
  await be("ana");
  expect(await close("mihai", await asShown(world, issueId))).toMatchObject({
    ok: false,
    problem: { code: "forbidden", message: expect.stringContaining("Another account") },
  });
  expect([await isOpen(), await offered()]).toEqual([true, false]);
  await be("mihai");
  expect(await offered()).toBe(true);
});

test("who closes waits for the rotation before taking its period, as who reports does: they never wait for each other", async () => {
  await explain("ana", "A false alarm of the monitor.");
  const shown = await asShown(world, issueId);
  const closing = await withClient(world.database.url, async (other) => {
    await other.query("BEGIN; SELECT FROM key_rotation.rotation FOR UPDATE");
    const answer = close("mihai", shown);
    await vi.waitFor(async () => {
      const { rows } = await world.database.pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0",
      );
      expect(rows).toHaveLength(1);
    });
    await other.query("SELECT FROM key_rotation.safety_period FOR UPDATE NOWAIT; COMMIT");
    return { answer };
  });
  await must(closing.answer);
});

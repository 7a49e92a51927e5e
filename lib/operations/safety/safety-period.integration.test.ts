import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { must, type Name, openWorld, reset, type World } from "#tests/operations-world.ts";
import { asShown, reported, watching } from "#tests/safety-world.ts";
import { SYSTEM } from "../caller.ts";
import { closeIssue } from "./close-issue.ts";
import { openSafetyPeriod } from "./open-safety-period.ts";
import { proposeResolution } from "./propose-resolution.ts";
import { reportIssue } from "./report-issue.ts";

const HOUR_MS = 3_600_000;
let world: World;
let rotationId: string;
let phaseRunId: string;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  ({ rotationId, id: phaseRunId } = await watching(world));
});

const period = () => world.web.db.safetyPeriod.findUniqueOrThrow({ where: { rotationId } });
const hours = async () => {
  const { startedAt, endsAt } = await period();
  return (endsAt.getTime() - startedAt.getTime()) / HOUR_MS;
};
/** Time passes: the period began this long ago, and what is left of it is shorter by as much. */
const pass = (count: number) =>
  world.database.pool.query(
    `BEGIN; ALTER TABLE key_rotation.safety_period DISABLE TRIGGER ALL;
     UPDATE key_rotation.safety_period SET started_at = started_at - interval '${count} h', ends_at = ends_at - interval '${count} h';
     ALTER TABLE key_rotation.safety_period ENABLE TRIGGER ALL; COMMIT`,
  );
const propose = (by: Name, issueId: string) =>
  proposeResolution(world.web, world.people[by], { issueId, resolution: "A false alarm of the monitor." });
const close = async (by: Name, issueId: string) =>
  closeIssue(world.web, world.people[by], await asShown(world, issueId));
const refusedWith = (code: string) => ({ ok: false, problem: { code } });

describe("the period", () => {
  test("is opened once: a second opening is refused and moves nothing", async () => {
    const before = await period();
    expect(await openSafetyPeriod(world.worker, SYSTEM, { phaseRunId })).toMatchObject(
      refusedWith("wrong-state"),
    );
    expect(await period()).toEqual(before);
    expect(await hours()).toBe(24);
  });

  test.each(["web_test", "worker_test"])("cannot be shortened in SQL by %s", async (role) => {
    const db = role === "web_test" ? world.web.db : world.worker.db;
    const before = await period();
    for (const end of ["ends_at - interval '1 ms'", "now()", "started_at", "'-infinity'"]) {
      await expect(
        db.$executeRawUnsafe(`UPDATE key_rotation.safety_period SET ends_at = ${end}`),
      ).rejects.toThrow(/cannot be shortened/);
    }
    for (const change of ["started_at = now() - interval '3 days'", "hour = '1 s'"]) {
      await expect(db.$executeRawUnsafe(`UPDATE key_rotation.safety_period SET ${change}`)).rejects.toThrow(
        /permission denied/,
      );
    }
    await expect(db.$executeRawUnsafe("DELETE FROM key_rotation.safety_period")).rejects.toThrow(
      /permission denied/,
    );
    expect(await period()).toEqual(before);
  });

  test("cannot be shortened or begun anew by the owner's slip either", async () => {
    const { pool } = world.database;
    for (const change of ["ends_at = now()", "started_at = started_at - interval '1 h'"])
      await expect(pool.query(`UPDATE key_rotation.safety_period SET ${change}`)).rejects.toThrow(
        /cannot be shortened/,
      );
  });
});

describe("an issue", () => {
  test("makes the period end 48 hours after its start, and 24 hours after the issue was closed when that is later", async () => {
    const { id } = await reported(world, rotationId);
    expect(await hours()).toBe(48);
    await pass(40);
    await must(propose("ana", id));
    await must(close("mihai", id));
    expect(await hours()).toBeGreaterThanOrEqual(64);
    expect(await hours()).toBeLessThan(64.1);
  });

  test("that is closed at once leaves the 48 hours", async () => {
    const { id } = await reported(world, rotationId);
    await must(propose("ana", id));
    await must(close("mihai", id));
    expect(await hours()).toBe(48);
  });

  test("that is closed while another is open does not shorten what the other demands", async () => {
    const [first, second] = [await reported(world, rotationId), await reported(world, rotationId, "ioana")];
    await pass(47);
    await must(propose("ana", second.id));
    await must(close("mihai", second.id));
    const after = await hours();
    await must(propose("ana", first.id));
    await must(close("mihai", first.id));
    expect(await hours()).toBeGreaterThanOrEqual(after);
  });

  test("is reported once, however often the same words are sent, and again when it comes back", async () => {
    const { id, description } = await reported(world, rotationId);
    const report = () => reportIssue(world.web, world.people.ioana, { rotationId, description });
    expect(await report()).toMatchObject(refusedWith("wrong-state"));
    await must(propose("ana", id));
    await must(close("mihai", id));
    await must(report());
    expect(await world.web.db.safetyIssue.count({ where: { rotationId } })).toBe(2);
  });

  test("voids what was approved before it was known", async () => {
    const before = await world.web.db.rotation.findUniqueOrThrow({ where: { id: rotationId } });
    await reported(world, rotationId);
    const after = await world.web.db.rotation.findUniqueOrThrow({ where: { id: rotationId } });
    expect(after.epoch).toBe(before.epoch + 1);
  });

  test("cannot be closed before its cause is written, by whoever wrote it, or twice", async () => {
    const { id } = await reported(world, rotationId, "elena");
    expect(await close("mihai", id)).toMatchObject(refusedWith("wrong-state"));
    await must(propose("ana", id));
    expect(await close("ana", id)).toMatchObject(refusedWith("forbidden"));
    await must(close("elena", id));
    expect(await close("mihai", id)).toMatchObject(refusedWith("wrong-state"));
    expect(await propose("ana", id)).toMatchObject(refusedWith("wrong-state"));
  });

  test("cannot be closed in SQL by whoever wrote its cause", async () => {
    const { id } = await reported(world, rotationId);
    await must(propose("ana", id));
    const closing = "UPDATE key_rotation.safety_issue SET closed_by = proposed_by, closed_at = now()";
    await expect(world.web.db.$executeRawUnsafe(closing)).rejects.toThrow(/second_person_closes/);
  });

  test("is not closed in SQL by nobody, or at no time", async () => {
    const { id } = await reported(world, rotationId);
    await must(propose("ana", id));
    for (const closing of ["closed_at = now()", `closed_by = '${world.idOf("mihai")}'`])
      await expect(
        world.database.pool.query(`UPDATE key_rotation.safety_issue SET ${closing}`),
      ).rejects.toThrow(/check constraint/);
  });

  test("is not for the compliance officer, who only reads", async () => {
    const report = { rotationId, description: "Something looks odd." };
    expect(await reportIssue(world.web, world.people.carmen, report)).toMatchObject(refusedWith("forbidden"));
    const { id } = await reported(world, rotationId);
    expect(await propose("carmen", id)).toMatchObject(refusedWith("forbidden"));
    await must(propose("ana", id));
    expect(await close("carmen", id)).toMatchObject(refusedWith("forbidden"));
  });

  test("after the retirement is refused: there is no key to keep any more", async () => {
    await world.database.pool.query("UPDATE key_rotation.rotation SET retired_at = now()");
    const report = { rotationId, description: "A row does not open." };
    expect(await reportIssue(world.web, world.people.ana, report)).toMatchObject(refusedWith("wrong-state"));
  });
});

test("an issue is never closed without a resolution that somebody else wrote, not even in SQL", async () => {
  const { id } = await reported(world, rotationId);
  const closed = `UPDATE key_rotation.safety_issue SET closed_by = '${world.people.mihai.actorId}', closed_at = now()`;
  await expect(world.database.pool.query(`${closed} WHERE id = $1`, [id])).rejects.toThrow(
    /second_person_closes/,
  );
});

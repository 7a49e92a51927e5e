import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import { reencrypting } from "#tests/reencryption-world.ts";
import { controlReencryption } from "./control-reencryption.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

async function control(jobId: string) {
  const { rows } = await world.database.pool.query(
    `SELECT wish, cells_per_second AS rate, most_cells_per_second AS approved, version,
            (SELECT a.name FROM key_rotation.actor a WHERE a.id = c.wished_by) AS by
       FROM key_rotation.reencryption_control c WHERE job_id = $1`,
    [jobId],
  );
  return rows[0];
}

async function said(jobId: string): Promise<string[]> {
  const { rows } = await world.database.pool.query<{ text: string }>(
    "SELECT text FROM key_rotation.reencryption_log WHERE job_id = $1 ORDER BY id",
    [jobId],
  );
  return rows.map(({ text }) => text);
}

const order = (input: Record<string, unknown>) =>
  controlReencryption(world.web, world.people.ana, { version: 0, ...input });
const refused = (code: string) => ({ ok: false, problem: { code } });

describe("an order to the running job", () => {
  test("is kept with who gave it, told in the log, and audited", async () => {
    const jobId = await reencrypting(world);
    expect((await order({ jobId, order: "pause" })).ok).toBe(true);
    expect((await order({ jobId, order: "rate", cellsPerSecond: "200", version: 1 })).ok).toBe(true);
    const paused = { wish: "pause", rate: 200, approved: 1000, version: 2 };
    const now = await control(jobId);
    expect(now).toMatchObject(paused);
    expect(await said(jobId)).toEqual([
      `${now.by} asked to pause.`,
      `${now.by} set the rate: 200 cells per second.`,
    ]);
    const { rows } = await world.database.pool.query(
      "SELECT action, changes -> 'rate' AS rate FROM audit_log WHERE action LIKE 'REENCRYPTION%' ORDER BY id",
    );
    expect(rows).toEqual([
      { action: "REENCRYPTION_PAUSED", rate: null },
      { action: "REENCRYPTION_RATE_CHANGED", rate: { from: 1000, to: 200, approved: 1000 } },
    ]);
  });

  test("for a version that has changed meanwhile is refused as stale", async () => {
    const jobId = await reencrypting(world);
    await order({ jobId, order: "pause" });
    expect(await order({ jobId, order: "cancel" })).toMatchObject(refused("stale"));
    expect(await control(jobId)).toMatchObject({ wish: "pause", version: 1 });
  });

  test("is refused once the job has ended, and for a job that nobody knows", async () => {
    const jobId = await reencrypting(world);
    await world.database.pool.query("UPDATE key_rotation.reencryption_job SET status = 'completed'");
    expect(await order({ jobId, order: "pause" })).toMatchObject(refused("wrong-state"));
    const nobody = "00000000-0000-4000-8000-000000000000";
    expect(await order({ jobId: nobody, order: "pause" })).toMatchObject(refused("not-found"));
  });
});

describe("the rate", () => {
  test.each(["1001", "", "999999"])(
    "“%s” is refused when 1,000 cells per second were approved",
    async (typed) => {
      const jobId = await reencrypting(world, 1000);
      expect(await order({ jobId, order: "rate", cellsPerSecond: typed })).toMatchObject(
        refused("invalid-input"),
      );
      expect(await control(jobId)).toMatchObject({ rate: 1000, version: 0 });
    },
  );

  test.each(["0", "-1", "1.5", "fast"])("“%s” is no rate", async (typed) => {
    const jobId = await reencrypting(world, null);
    expect(await order({ jobId, order: "rate", cellsPerSecond: typed })).toMatchObject(
      refused("invalid-input"),
    );
  });

  test("approved without a limit can be limited and freed again", async () => {
    const jobId = await reencrypting(world, null);
    expect((await order({ jobId, order: "rate", cellsPerSecond: "5" })).ok).toBe(true);
    expect((await order({ jobId, order: "rate", cellsPerSecond: "", version: 1 })).ok).toBe(true);
    expect(await control(jobId)).toMatchObject({ rate: null, approved: null });
  });

  test("that was approved cannot be changed with the rights of the web", async () => {
    const jobId = await reencrypting(world, 1000);
    const raise = world.web.db.$executeRaw`
      UPDATE key_rotation.reencryption_control SET most_cells_per_second = 5000 WHERE job_id = ${jobId}::uuid`;
    await expect(raise).rejects.toThrow(/permission denied/);
  });
});

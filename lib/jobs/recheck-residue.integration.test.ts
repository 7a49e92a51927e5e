import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { jumpTo } from "#tests/jump-to-phase.ts";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import { findResidue } from "../views/residue.ts";
import { recheckResidue } from "./recheck-residue.ts";

let world: World;
let rotationId: string;
let holding: string[];
let asked: number[];
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  const run = await jumpTo(world, { stepId: "destroy-old-key", phaseId: "destroy", status: "completed" });
  rotationId = run.rotationId;
  await world.database.pool.query(
    "UPDATE key_rotation.rotation SET retired_at = now(), status = 'completed'",
  );
  await world.database.pool.query(
    "UPDATE key_rotation.key_version SET state = 'destroyed', destroyed_at = now() WHERE number = 1",
  );
  holding = ["a", "b"];
  asked = [];
});

const recheck = () =>
  recheckResidue({
    ...world.worker,
    custody: {
      versionsHolding: async ({ version }) => {
        asked.push(version);
        return holding;
      },
    },
  });
const anHourPasses = () =>
  world.database.pool.query(
    "UPDATE key_rotation.key_version SET residue_checked_at = residue_checked_at - interval '61 min'",
  );
const events = async () => {
  const { rows } = await world.database.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM audit_log WHERE action = 'KEY_RESIDUE_GONE' AND created_at >= (SELECT max(created_at) FROM key_rotation.rotation)",
  );
  return rows[0]?.n;
};

test("versions of the secret that still hold a destroyed key are looked at every hour until they are gone", async () => {
  expect(await findResidue(world.web.db, rotationId)).toBeNull();
  await recheck();
  expect(await findResidue(world.web.db, rotationId)).toMatchObject({
    version: 1,
    secretVersions: ["a", "b"],
  });
  await recheck();
  expect(asked).toEqual([1]);
  holding = ["b"];
  await anHourPasses();
  await recheck();
  expect(await findResidue(world.web.db, rotationId)).toMatchObject({ secretVersions: ["b"] });
  expect(await events()).toBe(0);
  holding = [];
  await anHourPasses();
  await recheck();
  const gone = await findResidue(world.web.db, rotationId);
  expect(gone).toMatchObject({ secretVersions: [] });
  expect(await events()).toBe(1);
  await anHourPasses();
  await recheck();
  expect([asked, await events()]).toEqual([[1, 1, 1], 1]);
});

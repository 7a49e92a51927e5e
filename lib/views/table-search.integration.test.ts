import { afterAll, beforeAll, expect, test } from "vitest";
import { loadActor } from "#lib/operations/load-actor.ts";
import { approved, openWorld, type World } from "#tests/operations-world.ts";
import { type ApprovalFilter, searchApprovals } from "./approval-search.ts";
import { listRotationYears, type RotationFilter, searchRotations } from "./rotations.ts";
import type { Viewer } from "./viewer.ts";

const EVERY_ROTATION: RotationFilter = { state: "", type: "", year: "", q: "", sort: "newest", page: 1 };
const EVERY_APPROVAL: ApprovalFilter = { status: "", gate: "", q: "", sort: "open", page: 1 };

let world: World;
let viewer: Viewer;
let requestId: string;

/** Beside the rotation that runs: ones of 2024 and 2025 as their rows would stand, and a request that nobody decided in time. */
beforeAll(async () => {
  world = await openWorld();
  ({ requestId } = await approved(world));
  const { pool } = world.database;
  await pool.query(
    `INSERT INTO key_rotation.rotation (id, type, status, old_version, new_version, planned_start, created_by, created_at, finished_at,
       cancelled_reason)
     SELECT id, type, status, 1, version, at, $1, at, finished, CASE status WHEN 'cancelled' THEN 'not needed after all' END
     FROM (VALUES ('2024-q1-v7', 'scheduled', 'completed', 7, '2024-02-01'::timestamptz, '2024-02-03'::timestamptz),
                  ('2025-q2-v8', 'drill', 'cancelled', 8, '2025-05-01', '2025-05-02'),
                  ('2025-q3-v9', 'scheduled', 'completed', 9, '2025-12-31 23:30+00', '2026-01-02')) AS old (id, type, status, version, at, finished)`,
    [world.idOf("ana")],
  );
  await pool.query(
    `WITH later AS (
       INSERT INTO key_rotation.phase_run (rotation_id, step_id, phase_id, revision)
       SELECT rotation_id, 'store-key', 'store', 1 FROM key_rotation.approval_request RETURNING id)
     INSERT INTO key_rotation.approval_request (rotation_id, step_id, phase_id, phase_run_id, gate, plan_hash, plan, checks, epoch,
       approvers_needed, requested_by, requested_at, expires_at, status)
     SELECT rotation_id, 'store-key', 'store', later.id, 'A2', plan_hash, plan, checks, epoch, approvers_needed, requested_by,
       now() - interval '3 days', now() - interval '2 days', 'open' FROM key_rotation.approval_request, later`,
  );
  const actor = await loadActor(world.web.db, world.idOf("mihai"));
  if (!actor) throw new Error("Mihai has not signed in.");
  viewer = { ...actor, authTime: null };
});
afterAll(() => world.close());

const rotations = async (filter: Partial<RotationFilter>, size?: number) => {
  const found = await searchRotations(world.web.db, { ...EVERY_ROTATION, ...filter }, size);
  return { ids: found.rotations.map(({ id }) => id.slice(0, 7)), total: found.total };
};
const approvals = async (filter: Partial<ApprovalFilter>, size?: number) => {
  const found = await searchApprovals(world.web.db, viewer, { ...EVERY_APPROVAL, ...filter }, size);
  return { gates: found.approvals.map(({ gate, status }) => `${gate} ${status}`), total: found.total };
};

test("rotations are found by state, type, year of the start in UTC and part of the id", async () => {
  expect((await rotations({ state: "completed" })).ids).toEqual(["2025-q3", "2024-q1"]);
  expect((await rotations({ type: "drill" })).ids).toEqual(["2025-q2"]);
  expect((await rotations({ year: "2025" })).ids).toEqual(["2025-q3", "2025-q2"]);
  expect((await rotations({ q: "Q3-V9" })).ids).toEqual(["2025-q3"]);
  expect((await rotations({ q: "%" })).ids).toEqual([]);
  expect(await listRotationYears(world.web.db)).toEqual([
    String(new Date().getUTCFullYear()),
    "2025",
    "2024",
  ]);
});

test("rotations come in the order asked for, page by page, with how many there are", async () => {
  expect((await rotations({ sort: "oldest" })).ids.slice(0, 3)).toEqual(["2024-q1", "2025-q2", "2025-q3"]);
  const finished = await rotations({ sort: "finished" });
  expect(finished.ids.slice(0, 3)).toEqual(["2025-q3", "2025-q2", "2024-q1"]);
  expect(await rotations({ sort: "oldest", page: 2 }, 2)).toMatchObject({
    total: 4,
    ids: ["2025-q3", finished.ids[3]],
  });
});

test("a request whose time is over is found as expired and not as open, and others by status, gate and rotation", async () => {
  expect(await approvals({})).toEqual({ gates: ["A1 approved", "A2 expired"], total: 2 });
  expect((await approvals({ status: "open" })).gates).toEqual([]);
  expect((await approvals({ status: "expired" })).gates).toEqual(["A2 expired"]);
  expect((await approvals({ gate: "A1" })).gates).toEqual(["A1 approved"]);
  expect((await approvals({ q: "2024" })).gates).toEqual([]);
  expect(await approvals({ sort: "oldest", page: 2 }, 1)).toEqual({ gates: ["A1 approved"], total: 2 });
  const [first] = (await searchApprovals(world.web.db, viewer, EVERY_APPROVAL)).approvals;
  expect(first?.id).toBe(requestId);
});

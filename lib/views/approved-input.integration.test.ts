import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withdrawApproval } from "#lib/operations/rotation/withdraw-approval.ts";
import { openWorld, reset, type World } from "#tests/operations-world.ts";
import { approvedPhase, heldBack, shown, startedPhase } from "#tests/page-world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const A3 = { stepId: "re-encrypt", phaseId: "run" };
const LIMITS = { where: "worker", connections: "2", cellsPerSecond: "100" };
const APPROVED = [
  { label: "Where it runs", value: "In the worker" },
  { label: "Database connections", value: "2" },
  { label: "Cells per second", value: "100" },
];
const approved = () => approvedPhase(world, A3, LIMITS);
const withdraw = (run: { id: string; version: number }) =>
  withdrawApproval(world.web, world.people.ana, { phaseRunId: run.id, version: run.version });

test("what was approved can be read and not edited: before the start, while it runs and after a failure", async () => {
  const run = await approved();
  const before = await shown(world, run);
  expect(before.phase).toMatchObject({ action: { kind: "perform" }, fields: [] });
  expect(before.phase.plan).toEqual(expect.arrayContaining(APPROVED));
  const failed = await heldBack(world, run);
  const after = await shown(world, failed);
  expect(after.phase).toMatchObject({ action: { kind: "retry" }, fields: [], status: "problem" });
  expect(after.phase.plan).toEqual(expect.arrayContaining(APPROVED));
  const { run: again } = await startedPhase(world, failed);
  expect(again.input).toEqual({ where: "worker", connections: 2, cellsPerSecond: 100 });
  const running = await shown(world, again, "carmen");
  expect(running.phase).toMatchObject({ action: null, fields: [], mayWithdraw: false });
  expect(running.phase.plan).toEqual(expect.arrayContaining(APPROVED));
});

test("after a failure the approval can be withdrawn, and then the fields are there with what was approved", async () => {
  const failed = await heldBack(world, await approved());
  expect((await shown(world, failed)).phase.mayWithdraw).toBe(true);
  expect((await shown(world, failed, "carmen")).phase.mayWithdraw).toBe(false);
  expect(await withdraw(failed)).toMatchObject({ ok: true });
  const { phase } = await shown(world, failed);
  expect(phase).toMatchObject({ action: { kind: "request-approval" }, mayWithdraw: false });
  const typed = phase.fields.map(({ name, initial }) => [name, initial]);
  expect(typed).toEqual([
    ["connections", "2"],
    ["cellsPerSecond", "100"],
  ]);
  expect(phase.plan).not.toContainEqual(APPROVED[2]);
});

test("an approval that expires after a failure is cleared before another is requested, as the server demands", async () => {
  const failed = await heldBack(world, await approved());
  await world.database.pool.query("UPDATE key_rotation.approval_request SET expires_at = now()");
  const { phase } = await shown(world, failed);
  expect(phase).toMatchObject({ action: { kind: "withdraw" }, fields: [], blockers: [] });
  expect(await withdraw(failed)).toMatchObject({ ok: true });
  expect((await shown(world, failed)).phase.action).toMatchObject({ kind: "request-approval" });
});

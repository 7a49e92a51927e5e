import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  adopted,
  approved,
  checks,
  claimed,
  current,
  FIELDS,
  inspected,
  must,
  OTHER_PLAN,
  openWorld,
  proposed,
  requested,
  reset,
  rotation,
  type World,
} from "#tests/operations-world.ts";
import { confirmAdoption } from "../adoption/confirm-adoption.ts";
import { SYSTEM } from "../caller.ts";
import { createRotation } from "./create-rotation.ts";
import { decideApproval } from "./decide-approval.ts";
import { recordInspection } from "./record-inspection.ts";
import { requestApproval } from "./request-approval.ts";
import { startPhase } from "./start-phase.ts";
import { succeedPhase } from "./succeed-phase.ts";
import { withdrawApproval } from "./withdraw-approval.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await reset(world);
  await world.database.pool.query("TRUNCATE audit_log, key_rotation.audit_chain");
  await world.database.pool.query(
    "UPDATE key_rotation.audit_head SET seq = 0, hash = sha256('keyturn audit chain')",
  );
});

const target = (run: { id: string; version: number }) => ({ phaseRunId: run.id, version: run.version });
const times = <T>(count: number, start: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => start(index)));
const winners = (answers: { ok: boolean }[]) => answers.filter((answer) => answer.ok).length;

async function events(action: string): Promise<number> {
  const { rows } = await world.database.pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM audit_log WHERE action = $1",
    [action],
  );
  return rows[0]?.count ?? 0;
}

test("of 20 starts at once one takes effect; the others are refused and recorded", async () => {
  const { run } = await approved(world);
  const before = await events("PHASE_STARTED");
  const by = (index: number) => (index % 2 === 0 ? world.people.ana : world.people.mihai);
  const answers = await times(20, (index) => startPhase(world.web, by(index), target(run)));
  expect(winners(answers)).toBe(1);
  expect(await current(world)).toMatchObject({ status: "running", version: run.version + 1 });
  expect([await events("PHASE_STARTED"), await events("ACCESS_REFUSED")]).toEqual([before + 1, 19]);
});

test("of 12 rotations created at once one comes to be", async () => {
  await adopted(world);
  const by = (index: number) => (index % 2 === 0 ? world.people.ana : world.people.ioana);
  const answers = await times(12, (index) => createRotation(world.web, by(index), {}));
  expect(winners(answers)).toBe(1);
  expect(await world.web.db.rotation.count()).toBe(1);
  expect(await world.web.db.phaseRun.count()).toBe(1);
});

test("of 8 requests at once one is open", async () => {
  const run = await inspected(world, await rotation(world));
  const ask = () => requestApproval(world.web, world.people.ana, { ...target(run), fields: FIELDS });
  expect(winners(await times(8, ask))).toBe(1);
  expect(await world.web.db.approvalRequest.count()).toBe(1);
});

test("two approvers who decide at once make one decision, and the same person counts once", async () => {
  const { requestId, planHash } = await requested(world);
  const input = { requestId, planHash, decision: "approved" };
  const by = (index: number) => (index % 2 === 0 ? world.people.elena : world.people.dan);
  const answers = await times(10, (index) => decideApproval(world.web, by(index), input));
  expect(winners(answers)).toBe(1);
  expect(await world.web.db.approval.count()).toBe(1);
  expect(await current(world)).toMatchObject({ status: "approved" });
});

test("two approvers of a gate for two both count, however closely they decide", async () => {
  const { requestId, planHash } = await requested(world);
  await world.database.pool.query("UPDATE key_rotation.approval_request SET approvers_needed = 2");
  const input = { requestId, planHash, decision: "approved" };
  const answers = await times(2, (index) =>
    decideApproval(world.web, index === 0 ? world.people.elena : world.people.dan, input),
  );
  expect(winners(answers)).toBe(2);
  expect(await current(world)).toMatchObject({ status: "approved" });
});

test("a withdrawal and an approval that meet have one winner, and the loser leaves no trace in the state", async () => {
  for (let round = 0; round < 6; round += 1) {
    await reset(world);
    const { run, requestId, planHash } = await requested(world);
    const approve = () =>
      decideApproval(world.web, world.people.elena, { requestId, planHash, decision: "approved" });
    const withdraw = () => withdrawApproval(world.web, world.people.ana, target(run));
    const both = round % 2 === 0 ? [approve(), withdraw()] : [withdraw(), approve()];
    expect(winners(await Promise.all(both))).toBe(1);
    const { status } = await world.web.db.approvalRequest.findUniqueOrThrow({ where: { id: requestId } });
    expect([status, (await current(world)).status, await world.web.db.approval.count()]).toEqual(
      status === "approved" ? ["approved", "approved", 1] : ["withdrawn", "ready", 0],
    );
  }
});

test("a plan that changes while the phase starts never runs under the approval of the old plan", async () => {
  for (let round = 0; round < 6; round += 1) {
    await reset(world);
    const { run } = await approved(world);
    const found = { phaseRunId: run.id, checks: checks(), plan: OTHER_PLAN, problem: null };
    const inspect = () => recordInspection(world.worker, SYSTEM, found);
    const start = () => startPhase(world.web, world.people.ana, target(run));
    await Promise.all(round % 2 === 0 ? [inspect(), start()] : [start(), inspect()]);
    const { status } = await world.web.db.approvalRequest.findFirstOrThrow();
    const after = await current(world);
    // Either the start came first and the new plan was not stored, or the approval is void.
    expect([status, after.status]).toEqual(
      after.status === "running" ? ["approved", "running"] : ["void", "ready"],
    );
    if (after.status === "running") expect(after.plan).toEqual(run.plan);
  }
});

test("of 10 outcomes recorded at once under one claim one counts", async () => {
  const { run, fence } = await claimed(world);
  const evidence = { rollbackOwner: "Ana", registryDigest: "00" };
  const runs = await world.web.db.phaseRun.count();
  const answers = await times(10, () =>
    succeedPhase(world.worker, SYSTEM, { phaseRunId: run.id, fence, evidence }),
  );
  expect(winners(answers)).toBe(1);
  expect(await world.web.db.evidence.count({ where: { phaseRunId: run.id } })).toBe(1);
  expect(await world.web.db.phaseRun.count()).toBe(runs + 1);
});

test("a platform is adopted once, by whichever approver comes first", async () => {
  const proposal = await proposed(world);
  const by = (index: number) => (index % 2 === 0 ? world.people.elena : world.people.dan);
  const answers = await times(6, (index) => confirmAdoption(world.web, by(index), proposal));
  expect(winners(answers)).toBe(1);
  expect(await world.web.db.keyVersion.count()).toBe(1);
});

test("after all that, the audit chain holds", async () => {
  await must(confirmAdoption(world.web, world.people.elena, await proposed(world)));
  await times(16, () => createRotation(world.web, world.people.ana, {}));
  const { rows } = await world.database.pool.query("SELECT * FROM key_rotation.first_broken_audit_event()");
  expect(rows).toEqual([]);
});

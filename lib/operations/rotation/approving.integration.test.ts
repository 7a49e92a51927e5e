import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jumpTo } from "#tests/jump-to-phase.ts";
import {
  adopted,
  approved,
  checks,
  current,
  FIELDS,
  inspected,
  must,
  OTHER_PLAN,
  openWorld,
  PLAN,
  requested,
  reset,
  rotation,
  type World,
} from "#tests/operations-world.ts";
import { SYSTEM } from "../caller.ts";
import { createRotation } from "./create-rotation.ts";
import { decideApproval } from "./decide-approval.ts";
import { recordInspection } from "./record-inspection.ts";
import { requestApproval } from "./request-approval.ts";
import { startPhase } from "./start-phase.ts";
import { withdrawApproval } from "./withdraw-approval.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const target = (run: { id: string; version: number }) => ({ phaseRunId: run.id, version: run.version });
const refusedWith = (code: string, message = /./) => ({
  ok: false,
  problem: { code, message: expect.stringMatching(message) as string },
});
const request = (run: { id: string; version: number }, by: "ana" | "mihai" = "ana") =>
  requestApproval(world.web, world.people[by], { ...target(run), fields: FIELDS });
const requestStatus = async (id: string) =>
  (await world.web.db.approvalRequest.findUniqueOrThrow({ where: { id } })).status;

const decide = (
  by: "ana" | "mihai" | "elena" | "dan",
  input: { requestId: string; planHash: string; decision?: string; comment?: string },
) => decideApproval(world.web, world.people[by], { decision: "approved", ...input });

describe("approval is asked for", () => {
  test("only after the checks have run, all of them pass, and a plan is there", async () => {
    const run = await rotation(world);
    expect(await request(run)).toMatchObject(refusedWith("wrong-state", /have not run/));
    for (const outcome of ["fail", "unknown"] as const) {
      const found = { phaseRunId: run.id, checks: checks(outcome), plan: PLAN, problem: null };
      await must(recordInspection(world.worker, SYSTEM, found));
      expect(await request(run)).toMatchObject(refusedWith("wrong-state", /does not pass/));
    }
    const unplanned = { phaseRunId: run.id, checks: checks(), plan: null, problem: "No plan." };
    await world.database.pool.query("UPDATE key_rotation.phase_run SET plan = NULL");
    await must(recordInspection(world.worker, SYSTEM, unplanned));
    expect(await request(run)).toMatchObject(refusedWith("wrong-state", /No plan/));
  });

  test("only while the checks are at most 15 minutes old", async () => {
    const run = await inspected(world, await rotation(world));
    const age = (minutes: number) =>
      world.database.pool.query(
        "UPDATE key_rotation.phase_run SET inspected_at = now() - make_interval(mins => $1)",
        [minutes],
      );
    await age(16);
    expect(await request(run)).toMatchObject(refusedWith("wrong-state", /older than 15 minutes/));
    await age(14);
    expect(await request(run)).toMatchObject({ ok: true });
  });

  test("once: a second request, also by another engineer, is refused", async () => {
    const { run } = await requested(world);
    expect(await request(run)).toMatchObject(refusedWith("wrong-state"));
    expect(await request(run, "mihai")).toMatchObject(refusedWith("wrong-state"));
    expect(await world.web.db.approvalRequest.count()).toBe(1);
  });

  test("with the input that the phase asks for", async () => {
    const run = await inspected(world, await rotation(world));
    const answer = await requestApproval(world.web, world.people.ana, target(run));
    expect(answer).toMatchObject(refusedWith("invalid-input", /rollbackOwner/));
  });

  test("not for a choice that the worker does not offer", async () => {
    const run = await jumpTo(world, { stepId: "re-encrypt", phaseId: "run", status: "ready" });
    const { id: phaseRunId, version } = await inspected(world, run);
    const ask = (where: string) =>
      requestApproval(world.web, world.people.ana, { phaseRunId, version, fields: { where } });
    expect(await ask("task")).toMatchObject(refusedWith("invalid-input", /not set up/));
    expect(await ask("somewhere")).toMatchObject(refusedWith("invalid-input"));
    expect((await ask("worker")).ok).toBe(true);
  });

  test("not by a person who saw an older state of the phase", async () => {
    const run = await inspected(world, await rotation(world));
    expect(await request({ ...run, version: run.version + 1 })).toMatchObject(refusedWith("stale"));
    const { id, version } = await current(world);
    await must(request({ id, version }));
    await must(withdrawApproval(world.web, world.people.ana, { phaseRunId: id, version: version + 1 }));
    expect(await request({ id, version })).toMatchObject(refusedWith("stale"));
  });

  test("not for a phase whose turn has not come", async () => {
    const later = await jumpTo(world, { stepId: "re-encrypt", phaseId: "run", status: "ready" });
    await world.database.pool.query(
      "UPDATE key_rotation.phase_run SET status = 'ready' WHERE step_id = 'store-key'",
    );
    expect(await request(later)).toMatchObject(refusedWith("wrong-state", /cannot start yet/));
    const start = await startPhase(world.web, world.people.ana, target(later));
    expect(start).toMatchObject(refusedWith("wrong-state", /cannot start yet/));
  });
});

describe("a decision", () => {
  test("cannot be made by the person who asked, nor by another operator of the rotation", async () => {
    const { run, requestId, planHash } = await requested(world);
    expect(await decide("ana", { requestId, planHash })).toMatchObject(
      refusedWith("forbidden", /somebody else/),
    );
    await must(withdrawApproval(world.web, world.people.mihai, target(run)));
    const again = await must(request(await current(world)));
    const operator = await decide("mihai", { requestId: again.requestId, planHash });
    expect(operator).toMatchObject(refusedWith("forbidden", /operate this rotation/));
    expect(await world.web.db.approval.count()).toBe(0);
  });

  test("makes its author an approver of the rotation, who can operate none of it afterwards", async () => {
    const { requestId, planHash } = await requested(world);
    await must(decide("mihai", { requestId, planHash }));
    const run = await current(world);
    for (const operation of [startPhase, withdrawApproval])
      expect(await operation(world.web, world.people.mihai, target(run))).toMatchObject(
        refusedWith("forbidden"),
      );
    expect(await current(world)).toEqual(run);
  });

  test("is on exactly the plan that was read", async () => {
    const { requestId } = await requested(world);
    const answer = await decide("elena", { requestId, planHash: "0".repeat(64) });
    expect(answer).toMatchObject(refusedWith("stale", /plan changed/));
  });

  test("cannot be made twice, nor after the request has ended", async () => {
    const { requestId, planHash } = await approved(world);
    for (const by of ["elena", "dan"] as const)
      expect(await decide(by, { requestId, planHash })).toMatchObject(refusedWith("wrong-state"));
    expect(await world.web.db.approval.count()).toBe(1);
  });

  test("cannot be made on a request that has expired", async () => {
    const { requestId, planHash } = await requested(world);
    await world.database.pool.query("UPDATE key_rotation.approval_request SET expires_at = now()");
    expect(await decide("elena", { requestId, planHash })).toMatchObject(
      refusedWith("wrong-state", /expired/),
    );
  });

  test("that rejects needs a reason, ends the request and leaves nothing that could be started", async () => {
    const { run, requestId, planHash } = await requested(world);
    const rejected = { requestId, planHash, decision: "rejected" };
    expect(await decide("elena", rejected)).toMatchObject(refusedWith("invalid-input", /Say why/));
    await must(decide("elena", { ...rejected, comment: "The backup is old." }));
    expect(await requestStatus(requestId)).toBe("rejected");
    const after = await current(world);
    expect(after).toMatchObject({ status: "ready", version: run.version + 1 });
    expect(after.problem).toContain("The backup is old.");
    const start = await startPhase(world.web, world.people.ana, target(after));
    expect(start).toMatchObject(refusedWith("wrong-state"));
  });

  test("counts towards the number that the gate asks for, one person each", async () => {
    const { requestId, planHash } = await requested(world);
    await world.database.pool.query("UPDATE key_rotation.approval_request SET approvers_needed = 2");
    await must(decide("elena", { requestId, planHash }));
    expect(await current(world)).toMatchObject({ status: "awaiting-approval" });
    expect(await decide("elena", { requestId, planHash })).toMatchObject(refusedWith("wrong-state"));
    expect(await current(world)).toMatchObject({ status: "awaiting-approval" });
    await must(decide("dan", { requestId, planHash }));
    expect(await current(world)).toMatchObject({ status: "approved" });
  });
});

describe("an approval", () => {
  test("is void when an inspection finds another plan, and does not come back with the old one", async () => {
    const { run, requestId } = await approved(world);
    const found = { phaseRunId: run.id, checks: checks(), problem: null };
    await must(recordInspection(world.worker, SYSTEM, { ...found, plan: OTHER_PLAN }));
    await must(recordInspection(world.worker, SYSTEM, { ...found, plan: PLAN }));
    expect(await requestStatus(requestId)).toBe("void");
    const after = await current(world);
    expect(after).toMatchObject({ status: "ready" });
    const start = await startPhase(world.web, world.people.ana, target(after));
    expect(start).toMatchObject(refusedWith("wrong-state"));
  });

  test("stands when checks and counts change and the plan does not", async () => {
    const { run, requestId } = await approved(world);
    const found = { phaseRunId: run.id, checks: checks("fail"), plan: PLAN, problem: null };
    await must(recordInspection(world.worker, SYSTEM, found));
    expect(await requestStatus(requestId)).toBe("approved");
    expect(await current(world)).toMatchObject({ status: "approved", version: run.version });
  });

  test("that is withdrawn cannot be used", async () => {
    const { run, requestId } = await approved(world);
    await must(withdrawApproval(world.web, world.people.ana, target(run)));
    expect(await requestStatus(requestId)).toBe("withdrawn");
    const start = await startPhase(world.web, world.people.ana, target(await current(world)));
    expect(start).toMatchObject(refusedWith("wrong-state"));
  });
});

test("a rotation begins only on a confirmed platform, and only when none is active", async () => {
  const early = await createRotation(world.web, world.people.ana, {});
  expect(early).toMatchObject(refusedWith("wrong-state", /confirm/));
  await adopted(world);
  await must(createRotation(world.web, world.people.ana, {}));
  const second = await createRotation(world.web, world.people.mihai, {});
  expect(second).toMatchObject(refusedWith("wrong-state", /is active/));
});

test("a person with two accounts at the identity provider is one person, and approves nothing of their own", async () => {
  const { requestId, planHash } = await requested(world);
  const { pool } = world.database;
  // Dan's account and Ana's belong to the same user of the platform, as after an account was made anew.
  await pool.query(`UPDATE key_rotation.actor SET platform_user_id =
    (SELECT platform_user_id FROM key_rotation.actor WHERE name ILIKE 'ana%') WHERE name ILIKE 'dan%'`);
  expect(await decide("dan", { requestId, planHash })).toMatchObject(
    refusedWith("forbidden", /Another account/),
  );
  expect(await requestStatus(requestId)).toBe("open");
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jumpTo } from "#tests/jump-to-phase.ts";
import {
  approved,
  checks,
  claimed,
  current,
  FIELDS,
  inspected,
  must,
  OTHER_PLAN,
  openWorld,
  PLAN,
  reset,
  type World,
} from "#tests/operations-world.ts";
import { SYSTEM } from "../caller.ts";
import { beginEffect } from "./begin-effect.ts";
import { failPhase } from "./fail-phase.ts";
import { recordInspection } from "./record-inspection.ts";
import { repeatReEncryption } from "./repeat-re-encryption.ts";
import { requestApproval } from "./request-approval.ts";
import { requestInspection } from "./request-inspection.ts";
import { startPhase } from "./start-phase.ts";
import { succeedPhase } from "./succeed-phase.ts";

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
const EVIDENCE = { rollbackOwner: "Ana", registryDigest: "00" };
const FAILURE = { problem: "It broke.", checks: null, approvalEnds: null };
const start = (run: { id: string; version: number }) => startPhase(world.web, world.people.ana, target(run));

const begin = (held: { run: { id: string }; fence: bigint }, plan = PLAN, found = checks()) =>
  beginEffect(world.worker, SYSTEM, { phaseRunId: held.run.id, fence: held.fence, checks: found, plan });
const verify = (status: string) => jumpTo(world, { stepId: "verify", phaseId: "decrypt-every-cell", status });
const repeat = (run: { id: string; version: number }) =>
  repeatReEncryption(world.web, world.people.ana, target(run));

describe("the start", () => {
  test("of a gated phase needs its approval", async () => {
    for (const status of ["ready", "failed"]) {
      await reset(world);
      const run = await jumpTo(world, { stepId: "store-key", phaseId: "store", status });
      expect(await start(run)).toMatchObject(refusedWith("wrong-state", /cannot start: it is/));
    }
  });

  test("is refused to a person who saw an older state, and a second time", async () => {
    const { run } = await approved(world);
    expect(await start({ ...run, version: run.version - 1 })).toMatchObject(refusedWith("stale"));
    await must(start(run));
    expect(await start(run)).toMatchObject(refusedWith("stale"));
    expect(await start(await current(world))).toMatchObject(refusedWith("wrong-state"));
  });

  test("keeps the input that was approved: another one is refused, not passed over in silence", async () => {
    const { run } = await approved(world);
    const forged = { ...target(run), fields: { rollbackOwner: "Somebody else" } };
    expect(await startPhase(world.web, world.people.ana, forged)).toMatchObject(
      refusedWith("invalid-input", /withdraw the approval/),
    );
    await must(start(run));
    expect((await current(world)).input).toEqual({ rollbackOwner: "Ana Ionescu" });
  });
});

describe("just before the effect", () => {
  test("the effect is refused while a check fails or cannot be answered", async () => {
    const held = await claimed(world);
    for (const outcome of ["fail", "unknown"] as const)
      expect(await begin(held, PLAN, checks(outcome))).toMatchObject(
        refusedWith("wrong-state", /did not pass/),
      );
    expect((await current(world)).effectBegunAt).toBeNull();
  });

  test("the effect is refused when the plan is no longer the approved one", async () => {
    expect(await begin(await claimed(world), OTHER_PLAN)).toMatchObject(refusedWith("stale"));
  });

  test("the effect is refused when the approval has expired since", async () => {
    const held = await claimed(world);
    await world.database.pool.query("UPDATE key_rotation.approval_request SET expires_at = now()");
    expect(await begin(held)).toMatchObject(refusedWith("expired"));
  });

  test("the effect is refused when the epoch was raised since", async () => {
    const held = await claimed(world);
    await world.database.pool.query("UPDATE key_rotation.rotation SET epoch = epoch + 1");
    expect(await begin(held)).toMatchObject(refusedWith("stale"));
  });

  test.each(["open", "rejected", "withdrawn", "void", "expired"])(
    "the effect is refused when the request is %s",
    async (status) => {
      const held = await claimed(world);
      await world.database.pool.query("UPDATE key_rotation.approval_request SET status = $1", [status]);
      expect(await begin(held)).toMatchObject(refusedWith("wrong-state", /No approval/));
    },
  );
});

describe("a worker whose claim was taken over", () => {
  test("can neither begin, nor record success, nor record failure", async () => {
    const { run, fence } = await claimed(world);
    await world.database.pool.query("UPDATE key_rotation.phase_run SET fence = fence + 1");
    const before = await current(world);
    const late = { phaseRunId: run.id, fence };
    const answers = [
      await beginEffect(world.worker, SYSTEM, { ...late, checks: checks(), plan: PLAN }),
      await succeedPhase(world.worker, SYSTEM, { ...late, evidence: EVIDENCE }),
      await failPhase(world.worker, SYSTEM, { ...late, ...FAILURE }),
    ];
    for (const answer of answers) expect(answer).toMatchObject(refusedWith("stale", /taken this phase over/));
    expect(await current(world)).toEqual(before);
    expect(await world.web.db.evidence.count({ where: { phaseRunId: run.id } })).toBe(0);
  });

  test("cannot record a second outcome after the first", async () => {
    const { run, fence } = await claimed(world);
    const held = { phaseRunId: run.id, fence };
    await must(succeedPhase(world.worker, SYSTEM, { ...held, evidence: EVIDENCE }));
    const again = await succeedPhase(world.worker, SYSTEM, { ...held, evidence: EVIDENCE });
    expect(again).toMatchObject(refusedWith("stale"));
    expect(await failPhase(world.worker, SYSTEM, { ...held, ...FAILURE })).toMatchObject(
      refusedWith("stale"),
    );
    expect(await world.web.db.evidence.count({ where: { phaseRunId: run.id } })).toBe(1);
  });
});

describe("the outcome", () => {
  test("success is recorded with evidence for the person who started it, and opens the next phase", async () => {
    const { run, fence } = await claimed(world);
    await must(succeedPhase(world.worker, SYSTEM, { phaseRunId: run.id, fence, evidence: EVIDENCE }));
    const evidence = await world.web.db.evidence.findUniqueOrThrow({ where: { phaseRunId: run.id } });
    expect(evidence).toMatchObject({ data: EVIDENCE, recordedFor: world.idOf("ana") });
    expect(evidence.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await current(world)).toMatchObject({
      stepId: "generate-key",
      phaseId: "generate",
      status: "ready",
    });
  });

  test("a failure leaves the approval standing, so that it can be tried again and is judged again", async () => {
    const { run, fence } = await claimed(world);
    await must(
      beginEffect(world.worker, SYSTEM, { phaseRunId: run.id, fence, checks: checks(), plan: PLAN }),
    );
    await must(failPhase(world.worker, SYSTEM, { phaseRunId: run.id, fence, ...FAILURE }));
    const failed = await current(world);
    expect(failed).toMatchObject({ status: "failed", problem: "It broke.", claimedBy: null });
    await must(start(failed));
    expect(await current(world)).toMatchObject({
      status: "running",
      effectBegunAt: expect.any(Date) as Date,
      problem: null,
    });
  });

  test.each(["void", "expired"] as const)(
    "a failure whose approval is %s needs a new approval",
    async (ends) => {
      const { run, fence } = await claimed(world);
      await must(
        failPhase(world.worker, SYSTEM, { phaseRunId: run.id, fence, ...FAILURE, approvalEnds: ends }),
      );
      expect(await start(await current(world))).toMatchObject(refusedWith("wrong-state"));
      const request = await world.web.db.approvalRequest.findFirstOrThrow();
      expect(request).toMatchObject({ status: ends });
    },
  );
});

test("after a void approval the outdated plan cannot be submitted again before it was inspected anew", async () => {
  const { run, fence } = await claimed(world);
  const failure = { phaseRunId: run.id, fence, ...FAILURE, approvalEnds: "void" };
  await must(failPhase(world.worker, SYSTEM, failure));
  const failed = await current(world);
  const again = { ...target(failed), fields: FIELDS };
  const answer = await requestApproval(world.web, world.people.ana, again);
  expect(answer).toMatchObject(refusedWith("wrong-state", /have not run/));
  await inspected(world, failed);
  expect(await requestApproval(world.web, world.people.ana, again)).toMatchObject({ ok: true });
});

test("what an inspection finds is not stored over a phase that started meanwhile", async () => {
  const { run } = await claimed(world);
  const found = { phaseRunId: run.id, checks: checks("fail"), plan: OTHER_PLAN, problem: "late" };
  await must(recordInspection(world.worker, SYSTEM, found));
  expect(await current(world)).toEqual(run);
  const again = await requestInspection(world.web, world.people.ana, { phaseRunId: run.id });
  expect(again).toMatchObject(refusedWith("wrong-state"));
});

describe("repeating re-encryption", () => {
  test("opens it once more, raises the epoch and leaves the earlier runs superseded for good", async () => {
    const run = await verify("failed");
    await must(repeat(run));
    const rotationRow = await world.web.db.rotation.findFirstOrThrow();
    expect(rotationRow.epoch).toBe(1);
    expect(await current(world)).toMatchObject({ stepId: "re-encrypt", attempt: 2, status: "ready" });
    expect(await repeat(run)).toMatchObject(refusedWith("stale", /changed while you were looking/));
    expect(await start({ id: run.id, version: run.version + 1 })).toMatchObject(refusedWith("wrong-state"));
  });

  test("is refused while the verification is being performed, after it, and from any other step", async () => {
    expect(await repeat(await verify("running"))).toMatchObject(refusedWith("wrong-state"));
    await reset(world);
    expect(await repeat(await verify("completed"))).toMatchObject(refusedWith("wrong-state"));
    await reset(world);
    const store = await jumpTo(world, { stepId: "store-key", phaseId: "store", status: "ready" });
    expect(await repeat(store)).toMatchObject(refusedWith("wrong-state", /from the verification/));
  });
});

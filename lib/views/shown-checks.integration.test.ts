import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SYSTEM } from "#lib/operations/caller.ts";
import { beginEffect } from "#lib/operations/rotation/begin-effect.ts";
import { decideApproval } from "#lib/operations/rotation/decide-approval.ts";
import { failPhase } from "#lib/operations/rotation/fail-phase.ts";
import { recordInspection } from "#lib/operations/rotation/record-inspection.ts";
import { requestApproval } from "#lib/operations/rotation/request-approval.ts";
import { succeedPhase } from "#lib/operations/rotation/succeed-phase.ts";
import { proposeWaiver } from "#lib/operations/waiver/propose-waiver.ts";
import type { PhaseRun } from "#prisma/generated/client.ts";
import {
  approved,
  checks,
  current,
  FIELDS,
  must,
  openWorld,
  PLAN,
  reset,
  type World,
} from "#tests/operations-world.ts";
import { heldBack, shown, startedPhase, viewerOf } from "#tests/page-world.ts";
import { answered, LATE_BACKUP, REASON, type SeenCheck, waived } from "#tests/waiver-world.ts";
import { findApproval } from "./approvals.ts";
import { listOpenWaivers } from "./waivers.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

type Held = Awaited<ReturnType<typeof startedPhase>>;
const EVIDENCE = { rollbackOwner: "Ana", registryDigest: "00" };
const held = ({ run, fence }: Held) => ({ phaseRunId: run.id, fence });
const begin = (it: Held, found: SeenCheck[] = checks()) =>
  must(beginEffect(world.worker, SYSTEM, { ...held(it), plan: PLAN, checks: found }));
const inspect = (run: PhaseRun, outcome: "pass" | "fail") =>
  must(
    recordInspection(world.worker, SYSTEM, {
      phaseRunId: run.id,
      checks: checks(outcome),
      plan: PLAN,
      problem: null,
    }),
  );
const seen = async (run: PhaseRun) => {
  const { phase } = await shown(world, run, "carmen");
  return [phase.checks.map(({ outcome }) => outcome), phase.checkedBeforeStart];
};

test("what runs, and what ran, shows the checks that it was judged by and not an older inspection", async () => {
  const { run, requestId } = await approved(world);
  await inspect(run, "fail");
  const started = await startedPhase(world, run);
  expect(await seen(run)).toEqual([["fail"], false]);
  await begin(started);
  expect(await seen(run)).toEqual([["pass"], true]);
  await must(succeedPhase(world.worker, SYSTEM, { ...held(started), evidence: EVIDENCE }));
  expect(await seen(run)).toEqual([["pass"], true]);
  const approval = await findApproval(world.web.db, await viewerOf(world, "carmen"), requestId);
  expect(approval).toMatchObject({
    checksAtRequest: [{ outcome: "pass" }],
    checksNow: [{ outcome: "pass" }],
    checkedBeforeStart: true,
  });
});

test("what was refused before its effect, or waits to be judged once more, shows its newest inspection", async () => {
  const { run, requestId } = await approved(world);
  const failed = await heldBack(world, run);
  expect(await seen(run)).toEqual([["fail"], false]);
  const approval = await findApproval(world.web.db, await viewerOf(world, "elena"), requestId);
  expect(approval).toMatchObject({
    checksAtRequest: [{ outcome: "pass" }],
    checksNow: [{ outcome: "fail" }],
    checkedBeforeStart: false,
  });
  const second = await startedPhase(world, failed);
  await begin(second);
  const failure = { problem: "It broke.", checks: null, approvalEnds: null };
  await must(failPhase(world.worker, SYSTEM, { ...held(second), ...failure }));
  expect(await seen(run)).toEqual([["fail"], false]);
  await startedPhase(world, await current(world));
  expect(await seen(run)).toEqual([["fail"], false]);
});

test("a check that two people waived before the start stays waived in the record when the epoch rises later", async () => {
  const { run } = await waived(world);
  const asked = { phaseRunId: run.id, version: run.version, fields: FIELDS };
  const { requestId } = await must(requestApproval(world.web, world.people.ana, asked));
  const { planHash } = await current(world);
  await must(decideApproval(world.web, world.people.elena, { requestId, planHash, decision: "approved" }));
  await begin(await startedPhase(world, await current(world)), [LATE_BACKUP]);
  await world.database.pool.query("UPDATE key_rotation.rotation SET epoch = epoch + 1");
  const { phase } = await shown(world, run, "carmen");
  const byWhom = expect.stringContaining("waived by ana and elena") as string;
  expect(phase).toMatchObject({ checkedBeforeStart: true, checks: [{ outcome: "fail", waived: byWhom }] });
});

test("a waiver of what an inspection said waits for nobody once the phase has started", async () => {
  const { run } = await approved(world);
  await answered(world, run.id, [LATE_BACKUP]);
  const { id: checkId, outcome, value } = LATE_BACKUP;
  const proposal = { kind: "check", phaseRunId: run.id, checkId, outcome, value, reason: REASON };
  await must(proposeWaiver(world.web, world.people.ana, proposal));
  const dan = await viewerOf(world, "dan");
  expect(await listOpenWaivers(world.web.db, dan)).toHaveLength(1);
  await startedPhase(world, run);
  expect(await listOpenWaivers(world.web.db, dan)).toEqual([]);
});

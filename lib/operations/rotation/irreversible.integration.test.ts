import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { jumpTo } from "#tests/jump-to-phase.ts";
import {
  adopted,
  checks,
  claim,
  current,
  inspected,
  must,
  type Name,
  openWorld,
  PLAN,
  reset,
  signedIn,
  type World,
} from "#tests/operations-world.ts";
import { beginPeriod } from "#tests/safety-world.ts";
import { SYSTEM } from "../caller.ts";
import { reportIssue } from "../safety/report-issue.ts";
import { beginEffect } from "./begin-effect.ts";
import { createRotation } from "./create-rotation.ts";
import { decideApproval } from "./decide-approval.ts";
import { requestApproval } from "./request-approval.ts";
import { startPhase } from "./start-phase.ts";
import { succeedPhase } from "./succeed-phase.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const target = (run: { id: string; version: number }) => ({ phaseRunId: run.id, version: run.version });
const refusedWith = (code: string) => ({ ok: false, problem: { code } });
const ATTESTED = { passwordManager: "yes", files: "yes", shellHistory: "yes" };

const RETIRE = { stepId: "retire-old-key", phaseId: "retire", phrase: "RETIRE V1", fields: {}, approvers: 2 };
const DESTROY = {
  stepId: "destroy-old-key",
  phaseId: "destroy",
  phrase: "DESTROY V1",
  fields: ATTESTED,
  approvers: 1,
};
type Gate = typeof RETIRE | typeof DESTROY;

/** The gate's phase, inspected and submitted by Ana. */
async function submitted({ stepId, phaseId, fields }: Gate): Promise<PhaseRun> {
  const run = await inspected(world, await jumpTo(world, { stepId, phaseId, status: "ready" }));
  await must(requestApproval(world.web, world.people.ana, { ...target(run), fields }));
  return current(world);
}

async function decide(by: Name, minutes: number | null) {
  const request = await world.web.db.approvalRequest.findFirstOrThrow({ where: { status: "open" } });
  const person = minutes === null ? world.people[by] : signedIn(world.people[by], minutes);
  const decision = { requestId: request.id, planHash: request.planHash, decision: "approved" };
  return decideApproval(world.web, person, decision);
}

async function agreed(gate: Gate): Promise<PhaseRun> {
  await submitted(gate);
  await must(decide("elena", 0));
  if (gate.approvers === 2) await must(decide("dan", 0));
  return current(world);
}

const start = (run: PhaseRun, confirmation: string | undefined, minutes: number | null) =>
  startPhase(world.web, minutes === null ? world.people.ana : signedIn(world.people.ana, minutes), {
    ...target(run),
    fields: confirmation === undefined ? {} : { confirmation },
  });

describe.each([RETIRE, DESTROY])("$phrase", (gate) => {
  test.each([
    ["without a time of sign-in", null],
    ["more than five minutes after signing in", 5.1],
  ])("is not approved %s", async (_, minutes) => {
    await submitted(gate);
    expect(await decide("elena", minutes)).toMatchObject(refusedWith("step-up-required"));
    expect(await world.web.db.approval.count()).toBe(0);
    expect(await decide("elena", 4.5)).toMatchObject({ ok: true });
  });

  test.each([
    ["without a time of sign-in", null],
    ["more than five minutes after signing in", 5.1],
  ])("is not started %s", async (_, minutes) => {
    const run = await agreed(gate);
    expect(await start(run, gate.phrase, minutes)).toMatchObject(refusedWith("step-up-required"));
    expect(await current(world)).toEqual(run);
    expect(await start(run, gate.phrase, 4.5)).toMatchObject({ ok: true });
  });

  test("is not started with any other words, or with none", async () => {
    const run = await agreed(gate);
    const { phrase } = gate;
    for (const words of [undefined, "", phrase.toLowerCase(), `${phrase} `, phrase.replace("1", "2"), "yes"])
      expect(await start(run, words, 0)).toMatchObject(refusedWith("invalid-input"));
    expect(await current(world)).toEqual(run);
  });
});

describe("retirement", () => {
  test.each(["asked for", "given by one of two", "given by both"])(
    "loses an approval that was %s when an issue is reported: at once, for good, and on the record",
    async (stage) => {
      const run = await submitted(RETIRE);
      await beginPeriod(world, run);
      if (stage !== "asked for") await must(decide("elena", 0));
      if (stage === "given by both") await must(decide("dan", 0));
      const { rotationId } = run;
      await must(
        reportIssue(world.web, world.people.ioana, { rotationId, description: "A clinic sees nothing." }),
      );
      const request = await world.web.db.approvalRequest.findFirstOrThrow();
      expect([request.status, await current(world)]).toMatchObject([
        "void",
        { status: "ready", inspectedAt: null, problem: expect.stringContaining("void") as string },
      ]);
      const { id: requestId, planHash } = request;
      const late = { requestId, planHash, decision: "approved" };
      expect(await decideApproval(world.web, signedIn(world.people.mihai), late)).toMatchObject(
        refusedWith("wrong-state"),
      );
      const voided = await world.web.db.auditLog.findFirst({
        where: { action: "APPROVAL_VOID" },
        orderBy: { id: "desc" },
      });
      expect(voided?.changes).toMatchObject({ rotation: rotationId, step: "retire-old-key" });
    },
  );

  test("needs two people who are neither the same nor the operator", async () => {
    await submitted(RETIRE);
    await must(decide("elena", 0));
    expect(await current(world)).toMatchObject({ status: "awaiting-approval" });
    expect(await start(await current(world), RETIRE.phrase, 0)).toMatchObject(refusedWith("wrong-state"));
    expect(await decide("elena", 0)).toMatchObject(refusedWith("wrong-state"));
    expect(await decide("ana", 0)).toMatchObject(refusedWith("forbidden"));
    await must(decide("dan", 0));
    expect(await current(world)).toMatchObject({ status: "approved" });
  });

  test("is not begun on approvals given before an issue was reported", async () => {
    const run = await agreed(RETIRE);
    await beginPeriod(world, run);
    await must(start(run, RETIRE.phrase, 0));
    const report = { rotationId: run.rotationId, description: "A clinic sees no phone numbers." };
    await must(reportIssue(world.web, world.people.ioana, report));
    const { fence } = await claim(world, run);
    const begun = await beginEffect(world.worker, SYSTEM, {
      phaseRunId: run.id,
      fence,
      checks: checks(),
      plan: PLAN,
    });
    expect(begun).toMatchObject(refusedWith("stale"));
  });
});

/** Records the success of a phase of which everything before is completed. */
async function succeed(stepId: string, phaseId: string, evidence: object): Promise<PhaseRun> {
  const run = await jumpTo(world, { stepId, phaseId, status: "running" });
  const { fence } = await claim(world, run);
  await must(succeedPhase(world.worker, SYSTEM, { phaseRunId: run.id, fence, evidence }));
  return current(world);
}

const rotationOf = (id: string) => world.web.db.rotation.findUniqueOrThrow({ where: { id } });

describe("the rotation", () => {
  test("is completed by its documents; the destruction stays open, and the next rotation starts meanwhile", async () => {
    const open = await succeed("documentation", "documents", { checklistUrl: "https://x", row: "|" });
    expect(open).toMatchObject({ stepId: "destroy-old-key", status: "ready" });
    expect(await rotationOf(open.rotationId)).toMatchObject({ status: "completed" });
    await world.database.pool.query(`UPDATE key_rotation.key_version SET state = 'deactivated' WHERE number = 1;
      INSERT INTO key_rotation.key_version (number, fingerprint, state) VALUES (2, '22', 'active')`);
    const next = await must(createRotation(world.web, world.people.mihai, {}));
    expect(await rotationOf(next.rotationId)).toMatchObject({
      oldVersion: 2,
      newVersion: 3,
      status: "active",
    });
    const checked = await inspected(world, open).then(() =>
      world.web.db.phaseRun.findUniqueOrThrow({ where: { id: open.id } }),
    );
    const asked = { ...target(checked), fields: ATTESTED };
    expect(await requestApproval(world.web, world.people.ana, asked)).toMatchObject({ ok: true });
  });

  test("keeps when its old key left the secret", async () => {
    const rollout = { deploymentId: "d", taskDefinition: "t", tasks: [] };
    const removed = { secretVersion: "v", removedAt: new Date().toISOString() };
    const open = await succeed("retire-old-key", "retire", { ...rollout, ...removed });
    expect((await rotationOf(open.rotationId)).retiredAt).not.toBeNull();
  });

  test("leaves a destroyed key behind, recorded for whoever destroyed it", async () => {
    const run = await jumpTo(world, {
      stepId: DESTROY.stepId,
      phaseId: DESTROY.phaseId,
      status: "running",
    });
    await world.database.pool.query("UPDATE key_rotation.rotation SET status = 'completed'");
    const { fence } = await claim(world, run);
    await must(succeedPhase(world.worker, SYSTEM, { phaseRunId: run.id, fence, evidence: { residue: [] } }));
    expect(await world.web.db.keyVersion.findUnique({ where: { number: 1 } })).toMatchObject({
      state: "destroyed",
    });
    const { rows } = await world.database.pool.query(
      "SELECT changes ->> 'rotation' AS rotation FROM audit_log WHERE action = 'KEY_DESTROYED' ORDER BY id DESC LIMIT 1",
    );
    expect(rows).toEqual([{ rotation: run.rotationId }]);
  });
});

test("a drill, which uses the real key, is refused in production and runs elsewhere", async () => {
  await adopted(world);
  const drill = { type: "drill" };
  const production = { ...world.web, environment: "production" as const };
  expect(await createRotation(production, world.people.ana, drill)).toMatchObject(refusedWith("forbidden"));
  expect(await world.web.db.rotation.count()).toBe(0);
  await must(createRotation({ ...world.web, environment: "staging" }, world.people.ana, drill));
  const { rows } = await world.database.pool.query(
    "SELECT action_context FROM audit_log WHERE action = 'KEY_ROTATION_CREATED' ORDER BY id DESC LIMIT 1",
  );
  expect(rows).toEqual([{ action_context: "drill" }]);
});

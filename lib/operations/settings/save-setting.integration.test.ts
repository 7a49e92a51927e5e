import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  checks,
  claim,
  current,
  FIELDS,
  inspected,
  must,
  openWorld,
  PLAN,
  requested,
  reset,
  rotation,
  type World,
} from "#tests/operations-world.ts";
import { DEFAULT_POLICY } from "../../domain/settings/policy.ts";
import { findStepPage } from "../../views/step-page.ts";
import { SYSTEM } from "../caller.ts";
import { beginEffect } from "../rotation/begin-effect.ts";
import { decideApproval } from "../rotation/decide-approval.ts";
import { requestApproval } from "../rotation/request-approval.ts";
import { startPhase } from "../rotation/start-phase.ts";
import { saveSetting } from "./save-setting.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => reset(world));

const policyWith = (approvers: object) => ({
  key: "policy",
  version: 0,
  value: { ...DEFAULT_POLICY, approvers: { ...DEFAULT_POLICY.approvers, ...approvers } },
});
const demand = (approvers: object) => saveSetting(world.web, world.people.elena, policyWith(approvers));
const status = async () => (await current(world)).status;

test("a gate asks for as many people as policy says, and the page says so before", async () => {
  await must(demand({ A1: 2 }));
  const { rotationId } = await inspected(world, await rotation(world));
  const viewer = {
    id: world.idOf("ana"),
    roles: [],
    name: "",
    email: "",
    platformUserId: null,
    platformUserProblem: null,
    authTime: null,
  };
  const page = await findStepPage(world.web.db, viewer, { rotationId, stepId: "checklist" });
  expect(page?.phases.find((phase) => phase.id === "prepare")?.gate?.approversNeeded).toBe(2);
  const run = await current(world);
  const target = { phaseRunId: run.id, version: run.version, fields: FIELDS };
  const { requestId } = await must(requestApproval(world.web, world.people.ana, target));
  const { planHash } = await current(world);
  const decision = { requestId, planHash, decision: "approved" };
  await must(decideApproval(world.web, world.people.elena, decision));
  expect(await status()).toBe("awaiting-approval");
  await must(decideApproval(world.web, world.people.dan, decision));
  expect(await status()).toBe("approved");
});

test("a request keeps the number of approvers that it was made with", async () => {
  const { requestId, planHash } = await requested(world);
  await must(demand({ A1: 3 }));
  await must(decideApproval(world.web, world.people.elena, { requestId, planHash, decision: "approved" }));
  expect(await status()).toBe("approved");
});

test("no gate goes below the procedure's number: not by the settings, and not past them in the database", async () => {
  expect(await demand({ A4: 1 })).toMatchObject({
    ok: false,
    problem: { code: "invalid-input", message: expect.stringContaining("A4 needs at least 2 approvers") },
  });
  await requested(world);
  const lowered = world.database.pool.query("UPDATE key_rotation.approval_request SET gate = 'A4'");
  await expect(lowered).rejects.toThrow(/retirement_needs_two/);
});

test("a request that is called approved without its decisions opens nothing", async () => {
  const { run } = await requested(world);
  await world.database.pool.query(`UPDATE key_rotation.approval_request SET status = 'approved';
    UPDATE key_rotation.phase_run SET status = 'approved' WHERE id = '${run.id}'`);
  await must(startPhase(world.web, world.people.ana, { phaseRunId: run.id, version: run.version }));
  const { fence } = await claim(world, run);
  const begun = await beginEffect(world.worker, SYSTEM, {
    phaseRunId: run.id,
    fence,
    checks: checks(),
    plan: PLAN,
  });
  expect(begun).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining("No approval stands") },
  });
});

import { type ActionAnswer, type ActionName, callAction } from "./support/call-action.ts";
import {
  countAudit,
  expectPhase,
  inspected,
  lastRefusal,
  openRequest,
  phaseRun,
} from "./support/rotation-data.ts";
import type { PersonName } from "./support/sign-in.ts";
import { test as base, expect } from "./support/test.ts";

type Post = (
  person: PersonName | null,
  action: ActionName,
  fields?: Record<string, string>,
  extra?: { origin?: string | null; headers?: Record<string, string> },
) => Promise<ActionAnswer>;

function pageOf(action: ActionName, ids: { request: string; rotation: string }): string {
  if (action === "approveAction") return `/approvals/${ids.request}`;
  if (action === "confirmAdoptionAction") return "/";
  if (action === "createRotationAction") return "/rotations/new";
  return `/rotations/${ids.rotation}/checklist`;
}

/** Server actions posted by hand, with the real cookies of a person or with none. */
const test = base.extend<{ post: Post }>({
  post: async ({ company, cookiesOf, owner }, use) => {
    await use(async (person, action, fields = {}, extra = {}) => {
      const { rows } = await owner.query<{ id: string }>("SELECT id FROM key_rotation.rotation");
      const path = pageOf(action, { request: fields["requestId"] ?? "", rotation: rows[0]?.id ?? "" });
      const cookies = person ? { cookies: await cookiesOf(person) } : {};
      return callAction({ console: company.urls.console, action, path, fields, ...cookies, ...extra });
    });
  },
});

test.describe.configure({ mode: "serial" });

const ANA = "ana.ionescu@restartix.example";
const UNKNOWN_ROW = "00000000-0000-4000-8000-000000000000";

test("an engineer without the approver's word cannot start a rotation on an unconfirmed platform", async ({
  post,
  owner,
}) => {
  const answer = await post("Ana Ionescu", "createRotationAction");
  expect(answer.state).toMatchObject({
    ok: false,
    message: expect.stringContaining("confirm the platform's state first"),
  });
  expect(await lastRefusal(owner)).toMatchObject({
    operation: "create-rotation",
    code: "wrong-state",
    email: ANA,
  });
});

test("a confirmed platform lets twenty simultaneous calls open one rotation", async ({ post, owner }) => {
  const found = async () =>
    (await owner.query<{ at: Date }>("SELECT proposed_at AS at FROM key_rotation.adoption")).rows[0]?.at;
  await expect.poll(found, { timeout: 60_000 }).toBeDefined();
  const proposedAt = (await found())?.toISOString() ?? "";
  expect((await post("Mihai Pop", "confirmAdoptionAction", { proposedAt })).state).toMatchObject({
    ok: true,
    message: null,
  });
  await Promise.all(Array.from({ length: 20 }, () => post("Ana Ionescu", "createRotationAction")));
  const { rows } = await owner.query("SELECT count(*)::int AS rotations FROM key_rotation.rotation");
  expect(rows).toEqual([{ rotations: 1 }]);
});

test("the team is told before the checks of the start are open", async ({ post, owner }) => {
  await inspected(owner, "tell-team");
  const run = await phaseRun(owner, "tell-team");
  const told = { phaseRunId: run.id, version: run.version };
  expect((await post("Ana Ionescu", "startPhaseAction", told)).state).toMatchObject({ ok: true });
  await expectPhase(owner, "tell-team", "completed");
});

test("nobody can call a later step, whatever its row says", async ({ post, owner }) => {
  const { rotation_id } = await phaseRun(owner, "prepare");
  const unopened = await post("Ana Ionescu", "startPhaseAction", { phaseRunId: UNKNOWN_ROW, version: "0" });
  expect(unopened.state).toMatchObject({ ok: false, message: expect.stringContaining("no such phase") });
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO key_rotation.phase_run (rotation_id, step_id, phase_id, revision)
     VALUES ($1, 're-encrypt', 'run', 1) RETURNING id`,
    [rotation_id],
  );
  const phaseRunId = rows[0]?.id ?? "";
  for (const action of ["startPhaseAction", "requestApprovalAction"] as const) {
    const answer = await post("Ana Ionescu", action, { phaseRunId, version: "0" });
    expect(answer.state).toMatchObject({ ok: false, message: expect.stringContaining("cannot start yet") });
  }
  expect(await lastRefusal(owner)).toMatchObject({
    operation: "request-approval",
    code: "wrong-state",
    email: ANA,
  });
  await expectPhase(owner, "run", "ready");
  await owner.query("DELETE FROM key_rotation.phase_run WHERE id = $1", [phaseRunId]);
});

test("a form that was read before somebody else's change is refused as changed", async ({ post, owner }) => {
  await inspected(owner, "prepare");
  const { id: phaseRunId, version } = await phaseRun(owner, "prepare");
  const seen = { phaseRunId, version, rollbackOwner: "Elena Radu" };
  expect((await post("Ana Ionescu", "requestApprovalAction", seen)).state?.ok).toBe(true);
  const late = await post("Ana Ionescu", "requestApprovalAction", seen);
  expect(late.state).toMatchObject({
    ok: false,
    message: expect.stringContaining("changed while you were looking"),
  });
  expect(await lastRefusal(owner)).toMatchObject({
    operation: "request-approval",
    code: "stale",
    email: ANA,
  });
});

test("the requester cannot approve, neither by the action nor by the database", async ({ post, owner }) => {
  const request = await openRequest(owner);
  const answer = await post("Ana Ionescu", "approveAction", {
    requestId: request.id,
    planHash: request.plan_hash,
  });
  expect(answer.state).toMatchObject({
    ok: false,
    message: expect.stringContaining("somebody else has to decide"),
  });
  expect(await lastRefusal(owner)).toMatchObject({
    operation: "decide-approval",
    code: "forbidden",
    email: ANA,
  });
  const insert = (approver: string) =>
    owner.query(
      `INSERT INTO key_rotation.approval (request_id, rotation_id, requested_by, approver_id, decision)
       VALUES ($1, $2, $3, $4, 'approved')`,
      [request.id, request.rotation_id, request.requested_by, approver],
    );
  await expect(insert(request.requested_by)).rejects.toThrow("approver_is_not_requester");
  const { rows } = await owner.query<{ id: string }>(
    "SELECT id FROM key_rotation.actor WHERE name = 'Mihai Pop'",
  );
  // Nobody's decision counts without the duty of an approver in this rotation.
  await expect(insert(rows[0]?.id ?? "")).rejects.toThrow("foreign key");
  expect((await openRequest(owner)).id).toBe(request.id);
});

test("a role that was taken away is gone at the next call", async ({ post, owner }) => {
  const request = await openRequest(owner);
  const fields = { requestId: request.id, planHash: request.plan_hash };
  const setRoles = (roles: string[]) =>
    owner.query("UPDATE key_rotation.actor SET roles = $1 WHERE name = 'Mihai Pop'", [roles]);
  await setRoles(["security-engineer"]);
  const answer = await post("Mihai Pop", "approveAction", fields);
  expect(answer.state).toMatchObject({ ok: false, message: "Only a security approver can do this." });
  expect(await lastRefusal(owner)).toMatchObject({
    operation: "decide-approval",
    code: "forbidden",
    email: "mihai.pop@restartix.example",
  });
  await setRoles(["security-engineer", "security-approver"]);
  expect(
    (await post("Mihai Pop", "approveAction", { ...fields, planHash: "0".repeat(64) })).state?.message,
  ).toContain("changed while you were reading");
  expect((await post("Mihai Pop", "approveAction", fields)).state?.ok).toBe(true);
});

test("the compliance officer can do nothing, and the attempt is on record", async ({ post, owner }) => {
  const { id: phaseRunId, version } = await phaseRun(owner, "prepare");
  for (const [action, operation] of [
    ["startPhaseAction", "start-phase"],
    ["inspectAction", "request-inspection"],
    ["requestApprovalAction", "request-approval"],
    ["createRotationAction", "create-rotation"],
  ] as const) {
    const answer = await post("Carmen Dobre", action, { phaseRunId, version });
    expect(answer.state).toMatchObject({ ok: false, message: "Only a security engineer can do this." });
    expect(await lastRefusal(owner)).toMatchObject({
      operation,
      code: "forbidden",
      email: "carmen.dobre@restartix.example",
    });
  }
});

test("an approver of this rotation cannot operate it", async ({ post, owner }) => {
  const { id: phaseRunId, version } = await phaseRun(owner, "prepare");
  const answer = await post("Mihai Pop", "startPhaseAction", { phaseRunId, version });
  expect(answer.state).toMatchObject({
    ok: false,
    message: expect.stringContaining("you cannot operate it"),
  });
});

test("a call without a session is refused and counted, and a flood writes one event", async ({
  post,
  owner,
}) => {
  const { id: phaseRunId, version } = await phaseRun(owner, "prepare");
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => post(null, "startPhaseAction", { phaseRunId, version })),
  );
  for (const { state } of answers)
    expect(state).toMatchObject({ ok: false, message: "Sign in, then try again." });
  const counted = await owner.query(
    "SELECT sum(count)::int AS calls, count(*)::int AS buckets FROM key_rotation.anonymous_refusal WHERE operation = 'start-phase'",
  );
  const events = await owner.query(
    `SELECT count(*)::int AS buckets FROM audit_log WHERE action = 'ACCESS_REFUSED' AND user_id IS NULL
     AND changes ->> 'actor' = 'anonymous' AND changes ->> 'operation' = 'start-phase'`,
  );
  expect(counted.rows).toEqual([{ calls: 10, buckets: events.rows[0]?.buckets }]);
});

test("a post that does not come from the console's own pages is answered with 403", async ({
  post,
  owner,
}) => {
  const { id: phaseRunId, version } = await phaseRun(owner, "prepare");
  const start = (extra: { origin?: string | null; headers?: Record<string, string> }) =>
    post("Ana Ionescu", "startPhaseAction", { phaseRunId, version }, extra);
  const evil = "https://evil.example";
  for (const answer of [
    await start({ origin: null }),
    await start({ origin: "null" }),
    await start({ origin: evil }),
    await start({
      origin: evil,
      headers: { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    }),
    await start({ headers: { "sec-fetch-site": "cross-site" } }),
  ]) {
    expect(answer).toEqual({ status: 403, state: null });
  }
  expect(await phaseRun(owner, "prepare")).toMatchObject({ status: "approved", version });
});

test("a forged host moves neither a redirect nor the sign-in to another site", async ({ company }) => {
  const forged = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    forwarded: "host=evil.example",
  };
  const { console: address } = company.urls;
  for (const path of ["/", "/audit", "/api/auth/signin", "/api/auth/providers", "/login"]) {
    const response = await fetch(new URL(path, address), { redirect: "manual", headers: forged });
    expect(JSON.stringify([...response.headers]) + (await response.text()), path).not.toContain(
      "evil.example",
    );
  }
});

test("twenty simultaneous starts of one phase have one effect", async ({ post, owner }) => {
  const { id: phaseRunId, version } = await phaseRun(owner, "prepare");
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post("Ana Ionescu", "startPhaseAction", { phaseRunId, version })),
  );
  expect(answers.filter(({ state }) => state?.ok)).toHaveLength(1);
  await expectPhase(owner, "prepare", "completed");
  expect(await countAudit(owner, "PHASE_STARTED", "prepare")).toBe(1);
  expect(await countAudit(owner, "PHASE_COMPLETED", "prepare")).toBe(1);
  expect((await owner.query("SELECT * FROM key_rotation.first_broken_audit_event()")).rows).toEqual([]);
});

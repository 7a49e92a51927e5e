import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Name, proposed, signedIn, userIdOf } from "#tests/operations-world.ts";
import { OPERATIONS_WITHOUT_INPUT, PERSON_ACTIONS, type PersonAction } from "#tests/person-actions.ts";
import { openSituationWorld, type Placed, place, type SituationWorld } from "#tests/situation-world.ts";
import { type Situation, situations } from "#tests/situations.ts";
import { type Caller, SYSTEM } from "./caller.ts";

/** Everybody who can call. Ana operates the rotation; Mihai has both roles too, and has approved in it. */
const ROLES = [
  "ana",
  "ioana",
  "elena",
  "mihai",
  "carmen",
  "stranger",
  "guest",
  "anonymous",
  "system",
] as const;
type Role = (typeof ROLES)[number];
const SIGNED_IN: readonly Role[] = ["ana", "ioana", "elena", "mihai", "carmen", "stranger", "guest"];
const ENGINEERS: readonly Role[] = ["ana", "ioana", "mihai"];
const APPROVERS: readonly Role[] = ["ana", "elena", "mihai"];
const TEAM: readonly Role[] = ["ana", "ioana", "elena", "mihai"];
/** Engineers who have approved nothing in this rotation. */
const OPERATORS: readonly Role[] = ["ana", "ioana"];
const NEW_SUBSCRIBERS: readonly Role[] = ["ioana", "elena", "mihai", "carmen"];
const NOBODY: readonly Role[] = [];

/** The gates, as the design says them. */
const GATED =
  /^(checklist\/prepare|store-key\/store|deploy\/switch-writes|re-encrypt\/run|retire-old-key\/retire|destroy-old-key\/destroy)$/;
const WAITING = ["ready", "awaiting-approval", "approved", "failed"];

const gated = (it: Situation) => GATED.test(`${it.stepId}/${it.phaseId}`);
const isLast = (it: Situation) => it.phaseId === "destroy";
const isEnded = (it: Situation) => isLast(it) || (it.phaseId === "documents" && it.status === "completed");
const isRetired = (it: Situation) =>
  ["audit-entry", "documentation", "destroy-old-key"].includes(it.stepId) ||
  (it.stepId === "retire-old-key" && it.status === "completed");
const hasEscrow = (it: Situation) =>
  it.stepId !== "checklist" && !(it.phaseId === "generate" && it.status !== "completed");
const isWatched = (it: Situation) =>
  it.stepId === "safety-period" ||
  (it.stepId === "verify" && it.status === "completed") ||
  (it.stepId === "retire-old-key" && it.status !== "completed");
const decidable = (it: Situation): readonly Role[] => {
  if (it.status !== "awaiting-approval") return NOBODY;
  return it.given === 0 ? ["elena", "mihai"] : ["elena"];
};
/** Approvers who do not operate the active rotation; Ana does. */
const independent = (it: Situation): readonly Role[] => (isEnded(it) ? APPROVERS : ["elena", "mihai"]);
const startable = (it: Situation) =>
  gated(it)
    ? it.status === "approved" || (it.status === "failed" && it.approvalStands)
    : it.status === "ready" || it.status === "failed";

const isReencrypting = (it: Situation) => it.stepId === "re-encrypt" && it.status === "running";
const cancellable = (it: Situation) =>
  ["checklist", "generate-key"].includes(it.stepId)
    ? WAITING.includes(it.status)
    : it.stepId === "store-key" && WAITING.includes(it.status) && !it.effectBegun;
const movable = (it: Situation) =>
  it.stepId === "checklist" && (it.status === "ready" || (it.status === "failed" && !it.approvalStands));
const repeatable = (it: Situation) =>
  (it.stepId === "verify" && WAITING.includes(it.status)) ||
  (it.stepId === "safety-period" && [...WAITING, "running"].includes(it.status)) ||
  (it.stepId === "retire-old-key" && WAITING.includes(it.status) && !it.effectBegun);

/** Who may do what while a rotation stands somewhere: the procedure as an auditor would write it down. */
const ALLOWED: Record<string, (it: Situation) => readonly Role[]> = {
  "confirm-adoption": () => NOBODY,
  "create-rotation": (it) => (isEnded(it) ? ENGINEERS : NOBODY),
  "request-inspection": (it) => (WAITING.includes(it.status) ? OPERATORS : NOBODY),
  "request-approval": (it) =>
    gated(it) && (it.status === "ready" || (it.status === "failed" && !it.approvalStands))
      ? OPERATORS
      : NOBODY,
  "decide-approval to approve": decidable,
  "decide-approval to reject": decidable,
  "withdraw-approval": (it) =>
    it.status === "awaiting-approval" || it.status === "approved" || it.approvalStands ? OPERATORS : NOBODY,
  "start-phase": (it) => (startable(it) ? OPERATORS : NOBODY),
  "repeat-re-encryption": (it) => (repeatable(it) ? OPERATORS : NOBODY),
  "cancel-rotation": (it) => (cancellable(it) ? OPERATORS : NOBODY),
  "move-start": (it) => (movable(it) ? OPERATORS : NOBODY),
  "control-reencryption to pause": (it) => (isReencrypting(it) ? OPERATORS : NOBODY),
  "control-reencryption to cancel": (it) => (isReencrypting(it) ? OPERATORS : NOBODY),
  "control-reencryption to slow down": (it) => (isReencrypting(it) ? OPERATORS : NOBODY),
  "protect-application": (it) => (isReencrypting(it) ? OPERATORS : NOBODY),
  "propose-waiver": (it) => (isRetired(it) ? NOBODY : OPERATORS),
  "decide-waiver to approve": (it) => (isRetired(it) ? NOBODY : ["elena", "mihai"]),
  "decide-waiver to reject": (it) => (isEnded(it) ? NOBODY : ["elena", "mihai"]),
  "withdraw-waiver": (it) => (isEnded(it) ? NOBODY : ["ioana"]),
  "report-issue": (it) => (isWatched(it) ? [...TEAM, "system"] : NOBODY),
  "propose-resolution": (it) => (/issue (open|explained)/.test(it.safety) ? ENGINEERS : NOBODY),
  "close-issue": (it) => (it.safety === "issue explained" ? ["ioana", "elena", "mihai"] : NOBODY),
  "retry-message": () => ENGINEERS,
  "save-setting": independent,
  "classify-column as encrypted": (it) => (isReencrypting(it) ? NOBODY : APPROVERS),
  "classify-column as not encrypted": independent,
  "request-integration-test": () => TEAM,
  // Ana has a calendar address, which she alone can revoke.
  "create-calendar-token": () => NEW_SUBSCRIBERS,
  "revoke-calendar-token": () => ["ana"],
  "download-escrow": (it) => (hasEscrow(it) ? ENGINEERS : NOBODY),
  "record-reading": () => SIGNED_IN,
  "sign-out": () => SIGNED_IN,
};

/** The same before any rotation. */
const BEFORE: Record<"nothing" | "proposed" | "adopted", Record<string, readonly Role[]>> = {
  nothing: {},
  proposed: { "confirm-adoption": APPROVERS },
  adopted: { "create-rotation": ENGINEERS },
};
const ALWAYS: Record<string, readonly Role[]> = {
  "retry-message": ENGINEERS,
  "save-setting": APPROVERS,
  "classify-column as encrypted": APPROVERS,
  "classify-column as not encrypted": APPROVERS,
  "request-integration-test": TEAM,
  "create-calendar-token": NEW_SUBSCRIBERS,
  "revoke-calendar-token": ["ana"],
  "record-reading": SIGNED_IN,
  "sign-out": SIGNED_IN,
};

let it: SituationWorld;
const sessions = new Map<string, string>();
let anonymousCalls = 0;
beforeAll(async () => {
  it = await openSituationWorld();
  const { rows } = await it.world.database.pool.query<{ subject: string; id: string }>(
    "SELECT subject, s.id::text FROM key_rotation.session s JOIN key_rotation.actor a ON a.id = s.actor_id",
  );
  for (const { subject, id } of rows) sessions.set(subject, id);
});
afterAll(() => it.world.close());

interface Scene {
  situation: Situation | null;
  placed: Placed | null;
  proposedAt: string;
  allowed: (action: PersonAction) => readonly Role[];
}

const isName = (role: Role): role is Exclude<Role, "anonymous" | "system"> => SIGNED_IN.includes(role);

function call(action: PersonAction, role: Role, scene: Scene) {
  const anonymous: Caller = { kind: "anonymous", ipAddress: "10.0.0.9" };
  const sessionId = sessions.get(role) ?? "00000000-0000-4000-8000-000000000000";
  const input = action.input({ ...scene, sessionId });
  if (role === "system") return action.call(it.world.worker, SYSTEM, input);
  if (role === "anonymous") anonymousCalls += 1;
  return action.call(it.world.web, isName(role) ? signedIn(it.world.people[role]) : anonymous, input);
}

interface Event {
  id: string;
  action: string;
  user_id: string | null;
  changes: { operation?: string; actor?: string };
}

async function eventsSince(last: string): Promise<Event[]> {
  const { rows } = await it.world.database.pool.query<Event>(
    "SELECT id::text, action, user_id::text, changes FROM audit_log WHERE id > $1 AND changes ->> 'actor' <> 'anonymous' ORDER BY id",
    [last],
  );
  return rows;
}
async function lastEvent(): Promise<string> {
  const { rows } = await it.world.database.pool.query<{ id: string }>(
    "SELECT coalesce(max(id), 0)::text AS id FROM audit_log",
  );
  return rows[0]?.id ?? "0";
}

const authorOf = (role: Role) => (role === "system" ? "system" : `${role} <${role}@restartix.example>`);
const userOf = (role: Role) => (role === "system" ? null : (userIdOf(role as Name)?.toString() ?? null));

/** Everybody who may not, at once: no effect, and one row of the trail for each of them. */
async function expectRefusals(action: PersonAction, scene: Scene): Promise<void> {
  const refused = ROLES.filter((role) => !scene.allowed(action).includes(role));
  const [before, last] = [await it.keeper.digest(), await lastEvent()];
  const answers = await Promise.all(
    refused.map(async (role) => [role, (await call(action, role, scene)).ok]),
  );
  expect([action.name, answers]).toEqual([action.name, refused.map((role) => [role, false])]);
  const known = refused.filter((role) => role !== "anonymous");
  const events = await eventsSince(last);
  const lines = events.map((event) =>
    [event.action, event.changes.operation, event.changes.actor, event.user_id].join(),
  );
  expect(lines.toSorted()).toEqual(
    known.map((role) => ["ACCESS_REFUSED", action.operation, authorOf(role), userOf(role)].join()).toSorted(),
  );
  expect([action.name, (await it.keeper.digest()) === before]).toEqual([action.name, true]);
}

/** Everybody who may, one after the other and each from the same state. */
async function expectEffects(
  action: PersonAction,
  scene: Scene,
  restore: () => Promise<void>,
): Promise<void> {
  for (const role of scene.allowed(action)) {
    const [before, last] = [await it.keeper.digest(), await lastEvent()];
    expect([action.name, role, await call(action, role, scene)]).toMatchObject([
      action.name,
      role,
      { ok: true },
    ]);
    const events = await eventsSince(last);
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(event.action).not.toBe("ACCESS_REFUSED");
      expect([event.changes.actor, event.user_id]).toEqual([authorOf(role), userOf(role)]);
    }
    const isSame = (await it.keeper.digest()) === before;
    expect([action.name, role, isSame]).toEqual([action.name, role, action.isReading]);
    if (!isSame) await restore();
  }
}

async function play(scene: Scene): Promise<void> {
  await it.keeper.keep("scene");
  for (const action of PERSON_ACTIONS) {
    await expectRefusals(action, scene);
    await expectEffects(action, scene, () => it.keeper.restore("scene"));
  }
}

test("every operation that a person can call is in the matrix, with who may do it", () => {
  expect(OPERATIONS_WITHOUT_INPUT).toEqual([]);
  expect(PERSON_ACTIONS.map(({ name }) => name).toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
});

describe("before any rotation: who may does, everybody else is refused and recorded", () => {
  test.each(["nothing", "proposed", "adopted"] as const)("%s", async (where) => {
    await it.keeper.restore(where === "adopted" ? "adopted" : "nothing");
    const { proposedAt } =
      where === "proposed" ? await proposed(it.world) : { proposedAt: new Date(0).toISOString() };
    const allowed = ({ name }: PersonAction) => BEFORE[where][name] ?? ALWAYS[name] ?? NOBODY;
    await play({ situation: null, placed: null, proposedAt, allowed });
  });
});

describe("in a rotation: who may does, everybody else is refused and recorded", () => {
  test.each(situations())("$name", async (situation) => {
    const placed = await place(it, situation);
    const allowed = ({ name }: PersonAction) => ALLOWED[name]?.(situation) ?? NOBODY;
    await play({ situation, placed, proposedAt: new Date(0).toISOString(), allowed });
  });
});

test("after all that the trail is whole, and every anonymous call was counted", async () => {
  const { pool } = it.world.database;
  expect((await pool.query("SELECT * FROM key_rotation.first_broken_audit_event()")).rows).toEqual([]);
  const { rows } = await pool.query("SELECT sum(count)::int AS calls FROM key_rotation.anonymous_refusal");
  expect(rows).toEqual([{ calls: anonymousCalls }]);
});

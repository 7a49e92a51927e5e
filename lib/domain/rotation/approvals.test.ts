import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Actor, ROLES, type Role } from "../actor.ts";
import {
  expiryOf,
  mayDecide,
  mayOperate,
  type PlanBinding,
  planBindingText,
  type RequestFacts,
} from "./approvals.ts";

const NOW = new Date("2026-11-23T12:00:00Z");
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);

function person(id: string, ...roles: Role[]): Actor {
  const email = `${id}@restartix.example`;
  return { id, name: id, email, roles, platformUserId: 7n, platformUserProblem: null };
}

const OPEN: RequestFacts = { status: "open", requestedBy: "ana", expiresAt: hours(1), decidedBy: [] };
const elena = person("elena", "security-approver");

describe("deciding", () => {
  test("is for an approver who neither asked, operates nor has decided", () => {
    expect(mayDecide(elena, OPEN, null, NOW).ok).toBe(true);
    expect(mayDecide(elena, OPEN, "approver", NOW).ok).toBe(true);
  });

  test.each([
    ["a person who is no approver", person("x", "security-engineer", "compliance-officer"), OPEN, null],
    ["the person who asked", person("ana", "security-engineer", "security-approver"), OPEN, null],
    ["an operator of the rotation", person("mihai", ...ROLES), OPEN, "operator"],
    ["a person who decided before", elena, { ...OPEN, decidedBy: ["elena"] }, "approver"],
    ["a request that expires this instant", elena, { ...OPEN, expiresAt: NOW }, null],
    ...(["approved", "rejected", "withdrawn", "void", "expired"] as const).map(
      (status) => [`a request that is ${status}`, elena, { ...OPEN, status }, null] as const,
    ),
  ] as const)("is refused: %s", (_, actor, request, duty) => {
    expect(mayDecide(actor, request, duty, NOW).ok).toBe(false);
  });

  test("is refused to whoever asked or operates, whatever else holds", () => {
    const roles = fc.subarray([...ROLES]);
    fc.assert(
      fc.property(roles, fc.boolean(), (held, isRequester) => {
        const actor = person(isRequester ? "ana" : "mihai", ...held);
        expect(mayDecide(actor, OPEN, isRequester ? null : "operator", NOW).ok).toBe(false);
      }),
    );
  });
});

describe("operating", () => {
  test("is for an engineer who has approved nothing in this rotation", () => {
    expect(mayOperate(person("ana", "security-engineer"), null).ok).toBe(true);
    expect(mayOperate(person("ana", "security-engineer"), "operator").ok).toBe(true);
  });

  test.each([
    ["an approver of this rotation", person("ana", ...ROLES), "approver"],
    ["an approver without the engineer's role", elena, null],
    ["the compliance officer", person("carmen", "compliance-officer"), null],
    [
      "a person whom no audit row can name",
      { ...person("ana", "security-engineer"), platformUserId: null },
      null,
    ],
  ] as const)("is refused: %s", (_, actor, duty) => {
    expect(mayOperate(actor, duty)).toMatchObject({ ok: false, problem: { code: "forbidden" } });
  });
});

describe("an approval expires", () => {
  test.each([
    ["24 hours after it was asked for", "A2", hours(-5), hours(24)],
    ["for the start: 24 hours after the planned start", "A1", hours(48), hours(72)],
    ["for a start that was planned before: 24 hours after it was asked for", "A1", hours(-48), hours(24)],
    ["for other gates whenever the start was planned", "A3", hours(48), hours(24)],
  ] as const)("%s", (_, gate, plannedStart, expected) => {
    expect(expiryOf(gate, NOW, plannedStart)).toEqual(expected);
  });
});

const BINDING: PlanBinding = {
  rotationId: "2026-q4-v2",
  stepId: "store-key",
  phaseId: "store",
  revision: 1,
  oldVersion: 1,
  newVersion: 2,
  epoch: 0,
  input: { connections: 1 },
  plan: {
    intent: [{ label: "New key", value: "V2", kind: "code" }],
    diff: [{ name: "ENCRYPTION_KEY_V2", change: "added", detail: "fingerprint 00" }],
    bound: { stagedVersionId: "b" },
  },
};

describe("an approval is bound to the plan", () => {
  const { plan } = BINDING;
  test.each<[string, Partial<PlanBinding>]>([
    ["the rotation", { rotationId: "2026-q4-v3" }],
    ["the step", { stepId: "deploy" }],
    ["the phase", { phaseId: "readers-first" }],
    ["the step's revision", { revision: 2 }],
    ["the old version", { oldVersion: 3 }],
    ["the new version", { newVersion: 3 }],
    ["the epoch", { epoch: 1 }],
    ["the input", { input: { connections: 2 } }],
    ["an intent", { plan: { ...plan, intent: [{ label: "New key", value: "V3" }] } }],
    ["an added intent", { plan: { ...plan, intent: [...plan.intent, { label: "x", value: "y" }] } }],
    [
      "an entry's change",
      { plan: { ...plan, diff: [{ name: "ENCRYPTION_KEY_V2", change: "removed", detail: "" }] } },
    ],
    [
      "an entry's detail",
      { plan: { ...plan, diff: [{ name: "ENCRYPTION_KEY_V2", change: "added", detail: "11" }] } },
    ],
    ["a bound identifier", { plan: { ...plan, bound: { stagedVersionId: "c" } } }],
  ])("by %s", (_, change) => {
    expect(planBindingText({ ...BINDING, ...change })).not.toBe(planBindingText(BINDING));
  });

  test("and neither to the order of its fields nor to how a fact is set", () => {
    const reordered = { ...plan, bound: { ...plan.bound }, intent: [{ value: "V2", label: "New key" }] };
    const { rotationId, ...rest } = BINDING;
    expect(planBindingText({ ...rest, plan: reordered, rotationId })).toBe(planBindingText(BINDING));
  });

  test("and not to check results or counts, which are judged again when it is performed", () => {
    const withChecks = { ...BINDING, plan: { ...plan, checks: [{ id: "counted", value: "1,234" }] } };
    expect(planBindingText(withChecks)).toBe(planBindingText(BINDING));
  });
});

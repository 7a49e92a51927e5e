import { type Actor, hasRole } from "../actor.ts";
import { canonicalJson } from "../canonical-json.ts";
import { ok, type Result, refuse } from "../result.ts";
import type { GateId, Plan } from "./step.ts";

export type Duty = "operator" | "approver";

const HOUR_MS = 3_600_000;

/** An approval lasts 24 h; that of the start lasts until 24 h after the planned start. */
export function expiryOf(gate: GateId, requestedAt: Date, plannedStart: Date): Date {
  const from =
    gate === "A1" ? Math.max(requestedAt.getTime(), plannedStart.getTime()) : requestedAt.getTime();
  return new Date(from + 24 * HOUR_MS);
}

/** Everything that an approval is bound to: intent, never counts or check results. */
export interface PlanBinding {
  rotationId: string;
  stepId: string;
  phaseId: string;
  revision: number;
  oldVersion: number;
  newVersion: number;
  epoch: number;
  input: unknown;
  plan: Plan;
}

/** The text whose SHA-256 is the plan hash. */
export function planBindingText(binding: PlanBinding): string {
  const { plan, input, ...facts } = binding;
  return canonicalJson({
    ...facts,
    input: JSON.parse(JSON.stringify(input ?? null)),
    intent: plan.intent.map(({ label, value }) => ({ label, value })),
    diff: plan.diff.map(({ name, change, detail }) => ({ name, change, detail })),
    bound: plan.bound,
  });
}

export interface RequestFacts {
  status: "open" | "approved" | "rejected" | "withdrawn" | "void" | "expired";
  requestedBy: string;
  expiresAt: Date;
  decidedBy: readonly string[];
}

/** Whether this person may decide now. The database refuses the first three cases on its own as well. */
export function mayDecide(actor: Actor, request: RequestFacts, duty: Duty | null, now: Date): Result<null> {
  if (!hasRole(actor, "security-approver"))
    return refuse("forbidden", "Only a security approver can decide this.");
  if (actor.id === request.requestedBy) {
    return refuse("forbidden", "You asked for this approval, so somebody else has to decide it.");
  }
  if (duty === "operator") {
    return refuse("forbidden", "You operate this rotation, so you cannot approve any part of it.");
  }
  if (request.decidedBy.includes(actor.id)) return refuse("wrong-state", "You have decided this already.");
  if (request.status !== "open")
    return refuse("wrong-state", `This request is ${request.status}; there is nothing to decide.`);
  if (request.expiresAt <= now)
    return refuse("wrong-state", "This request has expired. Ask the operator to request it again.");
  return ok(null);
}

/** Whether this person may act as operator: an engineer who has not approved anything in this rotation. */
export function mayOperate(actor: Actor, duty: Duty | null): Result<null> {
  if (!hasRole(actor, "security-engineer"))
    return refuse("forbidden", "Only a security engineer can do this.");
  if (duty === "approver") {
    return refuse("forbidden", "You approved a part of this rotation, so you cannot operate it.");
  }
  return writableBy(actor);
}

/** Audit rows need exactly one platform user behind the verified e-mail address. */
export function writableBy(actor: Actor): Result<null> {
  return actor.platformUserId === null
    ? refuse("forbidden", actor.platformUserProblem ?? "Your e-mail address matches no user of the platform.")
    : ok(null);
}

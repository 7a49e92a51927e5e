import { hasRole, type Role } from "../domain/actor.ts";
import { ok, type Result, refuse } from "../domain/result.ts";
import { writableBy } from "../domain/rotation/approvals.ts";
import type { Principal } from "./operation.ts";

const WHO: Record<Role, string> = {
  "security-engineer": "a security engineer",
  "security-approver": "a security approver",
  "compliance-officer": "the compliance officer",
};

/** Only a person who has one of the roles now, and whose audit rows can name a platform user. */
export function personWith(...roles: [Role, ...Role[]]): (principal: Principal) => Result<null> {
  return (principal) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const { actor } = principal;
    if (!roles.some((role) => hasRole(actor, role)))
      return refuse("forbidden", `Only ${roles.map((role) => WHO[role]).join(" or ")} can do this.`);
    return writableBy(actor);
  };
}

/** Only the worker. No session can reach these operations. */
export function systemOnly(principal: Principal): Result<null> {
  return principal.kind === "system" ? ok(null) : refuse("forbidden", "Only the worker can do this.");
}

const FRESH_MS = 5 * 60_000;
/** How far the identity provider's clock may be ahead of the database's. */
const SKEW_MS = 60_000;

/** For what cannot be undone: the person signed in within the last five minutes. An unknown time is not fresh. */
export function requireFreshLogin(principal: Principal, now: Date): Result<null> {
  const at = principal.kind === "person" ? principal.authTime : null;
  const age = at === null ? Number.POSITIVE_INFINITY : now.getTime() - at.getTime();
  return age >= -SKEW_MS && age <= FRESH_MS
    ? ok(null)
    : refuse(
        "step-up-required",
        "Sign in again to confirm that it is you; it must be within the last five minutes.",
      );
}

export function anyPerson(principal: Principal): Result<null> {
  return principal.kind === "person" ? ok(null) : refuse("forbidden", "Only a person can do this.");
}

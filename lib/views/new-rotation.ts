import type { Database } from "#lib/db/client.ts";
import type { Actor } from "../domain/actor.ts";
import { timeEstimate } from "../domain/reencryption/time-estimate.ts";
import type { ScopeView } from "../domain/registry/scope-view.ts";
import { approversBeside } from "../domain/rotation/approver-supply.ts";
import type { PersonView } from "../domain/rotation/views.ts";
import type { Policy } from "../domain/settings/policy.ts";
import { type CurrentKey, findCurrentKey } from "./overview.ts";
import { personView } from "./person-view.ts";
import { findScope } from "./scope.ts";
import { findPolicy } from "./settings.ts";

/** What a person has to know before a rotation begins. */
export interface NewRotationView {
  /** Null before the platform was adopted. */
  key: CurrentKey | null;
  /** The rotation that is active; another cannot begin beside it. */
  activeId: string | null;
  scope: ScopeView;
  /** How long the re-encryption may take; null before everything was counted. */
  estimate: string | null;
  policy: Policy;
  /** Who could ever approve if the viewer operates it. */
  approvers: PersonView[];
  /** The largest number of people that a gate asks for. */
  approversNeeded: number;
}

export async function findNewRotation(db: Database, viewer: Actor): Promise<NewRotationView> {
  const [key, active, scope, { value: policy }, people, rate] = await Promise.all([
    findCurrentKey(db),
    db.rotation.findFirst({ where: { status: "active" }, select: { id: true } }),
    findScope(db),
    findPolicy(db),
    db.actor.findMany({ where: { disabledAt: null }, orderBy: { name: "asc" } }),
    findMeasuredRate(db),
  ]);
  const counts = scope.registered.map(({ cells }) => cells?.total ?? null);
  const cells = counts.every((count) => count !== null)
    ? counts.reduce((sum, count) => sum + count, 0)
    : null;
  return {
    key,
    activeId: active?.id ?? null,
    scope,
    estimate: cells === null ? null : timeEstimate(cells, rate),
    policy,
    approvers: approversBeside(
      viewer,
      people.map((person) => ({ ...person, roles: person.roles as Actor["roles"] })),
    ).map(personView),
    approversNeeded: Math.max(...Object.values(policy.approvers)),
  };
}

async function findMeasuredRate(db: Database): Promise<number | null> {
  const [row] = await db.$queryRaw<{ rate: number }[]>`
    SELECT cells_per_second AS rate FROM key_rotation.measured_rate`;
  return row?.rate ?? null;
}

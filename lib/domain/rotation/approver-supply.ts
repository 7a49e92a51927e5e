import { type Actor, hasRole } from "../actor.ts";

type Known = Pick<Actor, "id" | "roles" | "platformUserId">;

/**
 * The people who could ever approve in a rotation that `operator` operates: one account for each person behind them, and
 * none of the operator's own. Accounts without a user of the platform cannot write, so they count for nobody.
 */
export function approversBeside<Person extends Known>(operator: Known, people: readonly Person[]): Person[] {
  const counted = new Set([operator.platformUserId]);
  return people.filter((person) => {
    const can = person.id !== operator.id && hasRole(person, "security-approver");
    if (!can || person.platformUserId === null || counted.has(person.platformUserId)) return false;
    counted.add(person.platformUserId);
    return true;
  });
}

import { expect, test } from "vitest";
import type { Role } from "../actor.ts";
import { approversBeside } from "./approver-supply.ts";

const person = (id: string, platformUserId: bigint | null, ...roles: Role[]) => ({
  id,
  platformUserId,
  roles,
});
const ANA = person("ana", 1n, "security-engineer", "security-approver");
const ids = (...people: ReturnType<typeof person>[]) => approversBeside(ANA, people).map(({ id }) => id);

test("approvers other than the operator can approve", () => {
  expect(
    ids(ANA, person("elena", 2n, "security-approver"), person("ioana", 3n, "security-engineer")),
  ).toEqual(["elena"]);
});

test("one person with two accounts is one approver, and the operator's second account is none", () => {
  const twice = [person("elena", 2n, "security-approver"), person("elena.r", 2n, "security-approver")];
  expect(ids(...twice, person("ana.i", 1n, "security-approver"))).toEqual(["elena"]);
});

test("an account that no user of the platform stands behind can approve nothing", () => {
  expect(ids(person("stranger", null, "security-approver"))).toEqual([]);
});

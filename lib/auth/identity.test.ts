import { describe, expect, test } from "vitest";
import type { WebEnv } from "#lib/env.ts";
import { identityFrom } from "./identity.ts";

const ENV: WebEnv = {
  APP_ENV: "sandbox",
  APP_URL: "http://localhost:3000",
  DATABASE_URL: "postgres://x",
  TIME_COMPRESSION: 1,
  OIDC_ISSUER: "https://sso",
  OIDC_CLIENT_ID: "keyturn",
  OIDC_CLIENT_SECRET: "s",
  NEXTAUTH_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "n".repeat(32),
  OIDC_GROUP_SECURITY_ENGINEER: "engineers",
  OIDC_GROUP_SECURITY_APPROVER: "approvers",
  OIDC_GROUP_COMPLIANCE_OFFICER: "officers",
};
const CLAIMS = { iss: "https://sso", sub: "p-1", email: "ana@restartix.example", name: "Ana" };
const rolesOf = (groups: unknown) => identityFrom(ENV, { ...CLAIMS, groups }).roles;

describe("groups become roles", () => {
  test.each([
    [["engineers"], ["security-engineer"]],
    [
      ["officers", "approvers", "engineers"],
      ["security-engineer", "security-approver", "compliance-officer"],
    ],
    [["approvers", "football", "everyone"], ["security-approver"]],
  ])("%j → %j", (groups, roles) => expect(rolesOf(groups)).toEqual(roles));

  test.each([
    [[]],
    [undefined],
    [["Engineers"]],
    [["engineers "]],
    [["security-engineer"]],
    [["engineers/read-only"]],
    [["admin", "root", "*"]],
  ])("%j gives no role", (groups) => expect(rolesOf(groups)).toEqual([]));

  test("and groups that are not a list of names are no identity", () => {
    expect(() => rolesOf("engineers")).toThrow();
    expect(() => rolesOf([["engineers"]])).toThrow();
  });
});

test("an address counts as verified only when the provider says so", () => {
  expect(identityFrom(ENV, { ...CLAIMS, email_verified: true }).emailVerified).toBe(true);
  expect(identityFrom(ENV, { ...CLAIMS, email_verified: false }).emailVerified).toBe(false);
  expect(identityFrom(ENV, CLAIMS).emailVerified).toBe(false);
  expect(() => identityFrom(ENV, { ...CLAIMS, email_verified: "true" })).toThrow();
});

test("the time of the login is taken from the provider, and missing means unknown", () => {
  expect(identityFrom(ENV, { ...CLAIMS, auth_time: 1_795_435_200 }).authTime).toEqual(
    new Date("2026-11-23T12:00:00Z"),
  );
  expect(identityFrom(ENV, CLAIMS).authTime).toBeNull();
});

test.each(["iss", "sub", "email"])("a token without %s is no identity", (claim) => {
  expect(() => identityFrom(ENV, { ...CLAIMS, [claim]: undefined })).toThrow();
});

import { z } from "zod";
import type { Role } from "#lib/domain/actor.ts";
import type { WebEnv } from "#lib/env.ts";
import type { Identity } from "#lib/operations/session/sign-in.ts";

/** Claims of the ID token that Keyturn relies on. Its signature, nonce and audience were checked before. */
const Claims = z.object({
  iss: z.string(),
  sub: z.string(),
  email: z.email(),
  email_verified: z.boolean().default(false),
  name: z.string().optional(),
  groups: z.array(z.string()).default([]),
  auth_time: z.number().optional(),
});

/** The person and their roles, from the groups that the identity provider lists now. */
export function identityFrom(env: WebEnv, profile: unknown): Identity {
  const claims = Claims.parse(profile);
  const groupOf: Record<Role, string> = {
    "security-engineer": env.OIDC_GROUP_SECURITY_ENGINEER,
    "security-approver": env.OIDC_GROUP_SECURITY_APPROVER,
    "compliance-officer": env.OIDC_GROUP_COMPLIANCE_OFFICER,
  };
  const roles = (Object.keys(groupOf) as Role[]).filter((role) => claims.groups.includes(groupOf[role]));
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: claims.email,
    emailVerified: claims.email_verified,
    name: claims.name ?? claims.email,
    roles,
    authTime: claims.auth_time === undefined ? null : new Date(claims.auth_time * 1000),
  };
}

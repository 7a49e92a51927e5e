export const ROLES = ["security-engineer", "security-approver", "compliance-officer"] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_TITLES: Record<Role, string> = {
  "security-engineer": "Security engineer",
  "security-approver": "Security approver",
  "compliance-officer": "Compliance officer",
};

/** A person who signed in: identified by issuer and subject, never by e-mail address. */
export interface Actor {
  id: string;
  name: string;
  email: string;
  roles: readonly Role[];
  /** Row of the platform's `users` that audit rows name; null when none or several match the verified address. */
  platformUserId: bigint | null;
  platformUserProblem: string | null;
}

export function hasRole(actor: Pick<Actor, "roles">, role: Role): boolean {
  return actor.roles.includes(role);
}

import { z } from "zod";
import type { Database, Transaction } from "#lib/db/client.ts";
import { type Actor, ROLES } from "../../domain/actor.ts";
import { appendAudit } from "../append-audit.ts";
import { loadActor } from "../load-actor.ts";

export const SESSION_HOURS = 8;

/** What the identity provider asserted, after its signature was checked. */
export const Identity = z.object({
  issuer: z.string().min(1),
  subject: z.string().min(1),
  email: z.email(),
  emailVerified: z.boolean(),
  name: z.string().trim().min(1).max(200),
  roles: z.array(z.enum(ROLES)),
  authTime: z.date().nullable(),
});
export type Identity = z.infer<typeof Identity>;

/**
 * Opens a server-side session for the person whom the provider names, with the roles that their groups give now.
 * Not a `defineOperation`: the caller becomes known only here. It writes its own audit event in the same transaction.
 */
export async function signIn(
  db: Database,
  raw: Identity,
  ipAddress: string | null,
): Promise<{ sessionId: string; actorId: string }> {
  const identity = Identity.parse(raw);
  return db.$transaction(async (tx) => {
    const platformUser = await findPlatformUser(tx, identity);
    const profile = {
      email: identity.email,
      name: identity.name,
      roles: identity.roles,
      lastSignInAt: new Date(),
    };
    const key = { issuer: identity.issuer, subject: identity.subject };
    const row = await tx.actor.upsert({
      where: { issuer_subject: key },
      create: { ...key, ...profile, ...platformUser },
      update: { ...profile, ...platformUser },
    });
    const actor = await loadActor(tx, row.id);
    if (!actor) throw new Error("This person's access to Keyturn is disabled.");
    const [session] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO key_rotation.session (actor_id, expires_at, auth_time)
      VALUES (${actor.id}::uuid, now() + make_interval(hours => ${SESSION_HOURS}), ${identity.authTime})
      RETURNING id::text`;
    if (!session) throw new Error("The session could not be stored.");
    await appendAudit(tx, { actor, kind: "person", ipAddress }, [signInEvent(actor)]);
    return { sessionId: session.id, actorId: actor.id };
  });
}

function signInEvent(actor: Actor) {
  return {
    action: "SIGN_IN",
    entityType: "session",
    entityId: null,
    changes: { roles: actor.roles },
    context: "compliance_maintenance" as const,
  };
}

/** Exactly one platform user with the verified address, or none and the reason that the person will read. */
async function findPlatformUser(tx: Transaction, { email, emailVerified }: Identity) {
  if (!emailVerified) {
    return {
      platformUserId: null,
      platformUserProblem: "Your identity provider has not verified your e-mail address.",
    };
  }
  const users = await tx.user.findMany({ where: { email: { equals: email, mode: "insensitive" } }, take: 2 });
  const [user] = users;
  if (user && users.length === 1) return { platformUserId: user.id, platformUserProblem: null };
  const found = users.length === 0 ? "no user" : "several users";
  return {
    platformUserId: null,
    platformUserProblem: `Your e-mail address belongs to ${found} of the platform, so audit rows cannot name you. Ask the platform team to correct it.`,
  };
}

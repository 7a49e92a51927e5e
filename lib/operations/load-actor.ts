import type { Transaction } from "#lib/db/client.ts";
import { type Actor, ROLES, type Role } from "../domain/actor.ts";

interface ActorRow {
  id: string;
  name: string;
  email: string;
  roles: string[];
  platform_user_id: bigint | null;
  platform_user_problem: string | null;
}

/** The person as the database knows them now. The row stays locked so that a role cannot be taken away meanwhile. */
export async function loadActor(tx: Transaction, actorId: string): Promise<Actor | null> {
  const [row] = await tx.$queryRaw<ActorRow[]>`
    SELECT id::text, name, email, roles, platform_user_id, platform_user_problem
    FROM key_rotation.actor WHERE id = ${actorId}::uuid AND disabled_at IS NULL FOR SHARE`;
  if (!row) return null;
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    roles: row.roles.filter((role): role is Role => ROLES.some((known) => known === role)),
    platformUserId: row.platform_user_id,
    platformUserProblem: row.platform_user_problem,
  };
}

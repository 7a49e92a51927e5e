import type { Database } from "#lib/db/client.ts";
import type { Actor } from "../domain/actor.ts";

/** Whether this person operates the active rotation, with this account or another of theirs; the rule of `refuseOperators`. */
export async function operatesActiveRotation(
  db: Database,
  { id, platformUserId }: Pick<Actor, "id" | "platformUserId">,
): Promise<boolean> {
  const accounts =
    platformUserId === null ? [{ actorId: id }] : [{ actorId: id }, { actor: { platformUserId } }];
  const found = await db.participant.findFirst({
    where: { duty: "operator", rotation: { status: "active" }, OR: accounts },
    select: { actorId: true },
  });
  return found !== null;
}

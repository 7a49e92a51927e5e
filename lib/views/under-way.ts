import type { Database } from "#lib/db/client.ts";
import type { UnderWay } from "../domain/schedule/reminder-plan.ts";

/** The active rotation, when it is one that counts: drills do not. */
export async function findUnderWay(db: Pick<Database, "rotation">): Promise<UnderWay | null> {
  return db.rotation.findFirst({
    where: { status: "active", type: { not: "drill" } },
    select: { id: true, plannedStart: true },
  });
}

import type { Database } from "#lib/db/client.ts";
import type { ObligationView } from "../domain/rotation/record-views.ts";
import { destructionDate } from "../domain/schedule/destruction-date.ts";
import { findPolicy } from "./settings.ts";

/** Keys that were retired and not destroyed yet, the oldest first. They bind whoever is there, not the rotation that left them. */
export async function listObligations(
  db: Database,
  hourMs: number,
  now = new Date(),
): Promise<ObligationView[]> {
  const { value: policy } = await findPolicy(db);
  const rows = await db.rotation.findMany({
    where: { retiredAt: { not: null }, oldKey: { destroyedAt: null } },
    orderBy: { retiredAt: "asc" },
  });
  return rows.flatMap(({ id, oldVersion, retiredAt }) => {
    if (!retiredAt) return [];
    const destroyFrom = destructionDate(retiredAt, policy.destroyAfterDays, hourMs);
    return {
      version: oldVersion,
      rotationId: id,
      retiredAt: retiredAt.toISOString(),
      destroyFrom: destroyFrom.toISOString(),
      isDue: destroyFrom <= now,
      href: `/rotations/${id}/steps/destroy-old-key`,
    };
  });
}

import { z } from "zod";
import type { Database } from "#lib/db/client.ts";
import type { ResidueView } from "../domain/rotation/record-views.ts";

const VersionIds = z.array(z.string()).catch([]);

/** Where a key that this rotation retired was last found; null while it has not been looked for. */
export async function findResidue(db: Database, rotationId: string): Promise<ResidueView | null> {
  const rotation = await db.rotation.findUnique({ where: { id: rotationId }, include: { oldKey: true } });
  if (!rotation?.retiredAt || !rotation.oldKey.residueCheckedAt) return null;
  const { number, residue, residueCheckedAt } = rotation.oldKey;
  return {
    version: number,
    secretVersions: VersionIds.parse(residue),
    checkedAt: residueCheckedAt.toISOString(),
  };
}

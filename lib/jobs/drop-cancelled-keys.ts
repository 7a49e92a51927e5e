import { SYSTEM } from "../operations/caller.ts";
import { recordDroppedKey } from "../operations/rotation/record-dropped-key.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** Drops the keys of cancelled rotations. A worker that dies in between leaves the row for the next sweep. */
export async function dropCancelledKeys(deps: WorkerDeps): Promise<void> {
  const cancelled = await deps.db.rotation.findMany({
    where: { status: "cancelled", keyDroppedAt: null },
    orderBy: { finishedAt: "asc" },
  });
  for (const { id, newVersion } of cancelled) {
    await deps.custody.dropStaged({ version: newVersion });
    const itemIds = await deps.custody.vaultItems({ version: newVersion });
    await deps.custody.removeFromVault({ itemIds });
    await recordDroppedKey(deps, SYSTEM, { rotationId: id });
  }
}

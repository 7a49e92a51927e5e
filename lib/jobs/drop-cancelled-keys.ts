import { SYSTEM } from "../operations/caller.ts";
import { recordDroppedKey } from "../operations/rotation/record-dropped-key.ts";
import { keptCopy } from "./kept-copy.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** Drops the keys of cancelled rotations. A worker that dies in between leaves the row for the next sweep. */
export async function dropCancelledKeys(deps: WorkerDeps): Promise<void> {
  const cancelled = await deps.db.rotation.findMany({
    where: { status: "cancelled", keyDroppedAt: null },
    orderBy: { finishedAt: "asc" },
  });
  for (const { id, newVersion } of cancelled) {
    const kept = await keptCopy(deps.db, newVersion);
    const fingerprint = kept.fingerprint ?? (await stagedFingerprint(deps, newVersion));
    if (fingerprint !== null) {
      const itemIds = await deps.custody.vaultItems({ ...kept, version: newVersion, fingerprint });
      await deps.custody.removeFromVault({ itemIds });
    }
    // Last: until then a key that was never recorded can be told by what is staged.
    await deps.custody.dropStaged({ version: newVersion });
    await recordDroppedKey(deps, SYSTEM, { rotationId: id });
  }
}

/** Of a key whose generation failed after it was staged. */
async function stagedFingerprint({ custody }: WorkerDeps, version: number): Promise<string | null> {
  const { staged } = await custody.state();
  return staged?.keys.find((key) => key.version === version)?.fingerprint ?? null;
}

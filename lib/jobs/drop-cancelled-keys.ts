import type { Rotation } from "#prisma/generated/client.ts";
import { SYSTEM } from "../operations/caller.ts";
import { recordDroppedKey } from "../operations/rotation/record-dropped-key.ts";
import { describeError } from "./describe-error.ts";
import { keptCopy } from "./kept-copy.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/**
 * Drops the keys of cancelled rotations. A worker that dies in between leaves the row for the next sweep, and one key that
 * cannot be dropped yet keeps no other.
 */
export async function dropCancelledKeys(deps: WorkerDeps): Promise<void> {
  const cancelled = await deps.db.rotation.findMany({
    where: { status: "cancelled", keyDroppedAt: null },
    orderBy: { finishedAt: "asc" },
  });
  const failures: string[] = [];
  for (const rotation of cancelled)
    await dropKey(deps, rotation).catch((error: unknown) =>
      failures.push(`${rotation.id}: ${describeError(error)}`),
    );
  if (failures.length > 0) throw new Error(failures.join(" "));
}

async function dropKey(deps: WorkerDeps, { id, newVersion }: Pick<Rotation, "id" | "newVersion">) {
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

/** Of a key whose generation failed after it was staged. */
async function stagedFingerprint({ custody }: WorkerDeps, version: number): Promise<string | null> {
  const { staged } = await custody.state();
  return staged?.keys.find((key) => key.version === version)?.fingerprint ?? null;
}

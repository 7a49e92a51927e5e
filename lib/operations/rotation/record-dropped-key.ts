import { z } from "zod";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";

/** Records that the key of a cancelled rotation is no longer staged: destroyed before it was ever active. */
export const recordDroppedKey = defineOperation({
  name: "record-dropped-key",
  input: z.object({ rotationId: z.string() }),
  permit: systemOnly,
  run: async ({ tx, now }, { rotationId }) => {
    const dropped = await tx.rotation.updateMany({
      where: { id: rotationId, status: "cancelled", keyDroppedAt: null },
      data: { keyDroppedAt: now },
    });
    if (dropped.count === 0) return refuse("wrong-state", "There is no key of a cancelled rotation to drop.");
    const rotation = await tx.rotation.findUniqueOrThrow({ where: { id: rotationId } });
    const number = rotation.newVersion;
    await tx.keyVersion.updateMany({ where: { number }, data: { state: "destroyed", destroyedAt: now } });
    await tx.escrowCopy.deleteMany({ where: { keyVersion: number } });
    return ok({
      result: null,
      events: [
        {
          action: "KEY_DROPPED",
          entityType: "encryption_key",
          entityId: BigInt(number),
          changes: { rotation: rotationId },
          context: auditContextOf(rotation.type),
        },
      ],
    });
  },
});

import { z } from "zod";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";

/** Hands out the sealed copy of the new key. It opens only with a recipient's own identity. */
export const downloadEscrow = defineOperation({
  name: "download-escrow",
  input: z.object({ rotationId: z.string() }),
  permit: personWith("security-engineer"),
  run: async ({ tx }, { rotationId }) => {
    const rotation = await tx.rotation.findUnique({ where: { id: rotationId } });
    const copy = rotation && (await tx.escrowCopy.findUnique({ where: { keyVersion: rotation.newVersion } }));
    if (!rotation || !copy) return refuse("not-found", "There is no sealed copy for this rotation.");
    return ok({
      result: { label: copy.label, sealed: copy.sealed },
      events: [
        {
          action: "ESCROW_DOWNLOADED",
          entityType: "encryption_key",
          entityId: BigInt(rotation.newVersion),
          changes: {
            rotation: rotationId,
            label: copy.label,
            sha256: copy.sha256,
            recipients: copy.recipients.length,
          },
          context: auditContextOf(rotation.type),
        },
      ],
    });
  },
});

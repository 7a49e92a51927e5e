import { z } from "zod";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";

/** Records, once, that no version of the secret holds a retired or dropped key any more: its last residue is gone. */
export const recordResidueGone = defineOperation({
  name: "record-residue-gone",
  input: z.object({ version: z.number().int().min(1).max(255) }),
  permit: systemOnly,
  run: async ({ tx, now }, { version }) => {
    const gone = await tx.$queryRaw<{ rotation_id: string | null; type: string | null }[]>`
      UPDATE key_rotation.key_version k SET residue = '[]', residue_checked_at = ${now}
      FROM (SELECT number FROM key_rotation.key_version WHERE number = ${version} FOR UPDATE) AS locked
      LEFT JOIN key_rotation.rotation r ON r.old_version = locked.number AND r.retired_at IS NOT NULL
      WHERE k.number = locked.number AND jsonb_array_length(k.residue) > 0
      RETURNING r.id AS rotation_id, r.type`;
    const [found] = gone;
    if (!found) return refuse("wrong-state", "No residue of this key was known.");
    return ok({
      result: null,
      events: [
        {
          action: "KEY_RESIDUE_GONE",
          entityType: "encryption_key",
          entityId: BigInt(version),
          changes: { rotation: found.rotation_id },
          context: auditContextOf(found.type ?? "scheduled"),
        },
      ],
    });
  },
});

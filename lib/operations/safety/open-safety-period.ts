import { z } from "zod";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, refuse } from "../../domain/result.ts";
import { endOfPeriod } from "../../domain/rotation/safety-period.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { readPolicy } from "../settings/read-policy.ts";

/** Starts the period on the database's clock, with the hours that policy asks for at this moment. */
export const openSafetyPeriod = defineOperation({
  name: "open-safety-period",
  input: z.object({ rotationId: z.string() }),
  permit: systemOnly,
  run: async ({ tx, now, hourMs }, { rotationId }) => {
    const rotation = await tx.rotation.findUnique({ where: { id: rotationId }, include: { safety: true } });
    if (!rotation || rotation.safety) return refuse("wrong-state", "The safety period has begun already.");
    const { safetyHours } = await readPolicy(tx);
    const endsAt = endOfPeriod(now, safetyHours, hourMs);
    await tx.$executeRaw`
      INSERT INTO key_rotation.safety_period (rotation_id, started_at, ends_at, hour)
      VALUES (${rotationId}, ${now}, ${endsAt}, make_interval(secs => ${hourMs / 1000}))`;
    return ok({
      result: null,
      events: [
        {
          action: "SAFETY_PERIOD_STARTED",
          entityType: "encryption_key",
          entityId: BigInt(rotation.newVersion),
          changes: { rotation: rotationId, ends_at: endsAt, policy_hours: safetyHours },
          context: auditContextOf(rotation.type),
        },
      ],
    });
  },
});

import { z } from "zod";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, refuse } from "../../domain/result.ts";
import { endOfPeriod, later } from "../../domain/rotation/safety-period.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { readPolicy } from "../settings/read-policy.ts";
import { lockSafetyPeriod } from "./safety-clock.ts";

/**
 * Starts the period on the database's clock, with the hours that policy asks for at this moment. A watch that follows a
 * repeated re-encryption renews it: the whole time runs again, and the end never moves earlier.
 */
export const openSafetyPeriod = defineOperation({
  name: "open-safety-period",
  input: z.object({ phaseRunId: z.uuid() }),
  permit: systemOnly,
  run: async ({ tx, now, hourMs }, { phaseRunId }) => {
    const run = await tx.phaseRun.findUnique({ where: { id: phaseRunId }, include: { rotation: true } });
    if (run?.stepId !== "safety-period" || run.status !== "running")
      return refuse("wrong-state", "The safety period is not being watched.");
    const { rotation } = run;
    await tx.$queryRaw`SELECT id FROM key_rotation.rotation WHERE id = ${rotation.id} FOR UPDATE`;
    const begun = await lockSafetyPeriod(tx, rotation.id);
    if (begun?.watchRun === phaseRunId) return refuse("wrong-state", "The safety period has begun already.");
    const { safetyHours } = await readPolicy(tx);
    const hour = begun?.hourMs ?? hourMs;
    const end = endOfPeriod(now, safetyHours, hour);
    const endsAt = begun ? later(begun.endsAt, end) : end;
    await tx.$executeRaw`
      INSERT INTO key_rotation.safety_period (rotation_id, started_at, ends_at, hour, watch_run)
      VALUES (${rotation.id}, ${now}, ${endsAt}, make_interval(secs => ${hour / 1000}), ${phaseRunId}::uuid)
      ON CONFLICT (rotation_id) DO UPDATE
        SET renewed_at = ${now}, ends_at = excluded.ends_at, watch_run = excluded.watch_run`;
    return ok({
      result: null,
      events: [
        {
          action: begun ? "SAFETY_PERIOD_RENEWED" : "SAFETY_PERIOD_STARTED",
          entityType: "encryption_key",
          entityId: BigInt(rotation.newVersion),
          changes: { rotation: rotation.id, ends_at: endsAt, policy_hours: safetyHours },
          context: auditContextOf(rotation.type),
        },
      ],
    });
  },
});

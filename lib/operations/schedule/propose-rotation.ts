import { z } from "zod";
import { ok, refuse } from "../../domain/result.ts";
import { nextRotation } from "../../domain/schedule/next-rotation.ts";
import { rotationDue } from "../../domain/schedule/rotation-due.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { readPolicy } from "../settings/read-policy.ts";

/** Opens the pending rotation: the console asks for it from now on. Nobody has a duty in it until a person starts it. */
export const proposeRotation = defineOperation({
  name: "propose-rotation",
  input: z.object({ day: z.iso.date() }),
  permit: systemOnly,
  run: async ({ tx, now }, { day }) => {
    const key = await tx.keyVersion.findFirst({ where: { state: "active" } });
    if (!key?.activatedAt) return refuse("wrong-state", "No key version is active.");
    const { timeZone } = await readPolicy(tx);
    const planned = nextRotation(key.activatedAt, timeZone);
    if (planned.date !== day || rotationDue(planned, now, timeZone) === "upcoming")
      return refuse("stale", "This rotation is not the next one, or it is not pending yet.");
    const quarter = planned.quarter.label;
    // By the key, whose day moves when the policy's time zone does.
    const since = { proposedAt: { gte: key.activatedAt } };
    const isPending = (await tx.rotationProposal.count({ where: since })) > 0;
    const data = { day, quarter, proposedAt: now };
    const opened = isPending ? null : await tx.rotationProposal.createMany({ data, skipDuplicates: true });
    if (!opened?.count) return refuse("wrong-state", "This rotation is pending already.");
    return ok({
      result: null,
      events: [
        {
          action: "KEY_ROTATION_PROPOSED",
          entityType: "encryption_key",
          entityId: BigInt(key.number),
          changes: {
            quarter,
            day,
            calendar_day: planned.quarter.date,
            policy_day: planned.policyDay,
            complete_before: planned.quarter.deadline,
          },
          context: "compliance_maintenance" as const,
        },
      ],
    });
  },
});

import { z } from "zod";
import { ok, refuse } from "../../domain/result.ts";
import { Contacts } from "../../domain/settings/contacts.ts";
import { Policy } from "../../domain/settings/policy.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { refuseOperators } from "../rotation/refuse-operators.ts";

const Setting = z.discriminatedUnion("key", [
  z.object({ key: z.literal("policy"), version: z.coerce.number().int(), value: Policy }),
  z.object({ key: z.literal("contacts"), version: z.coerce.number().int(), value: Contacts }),
]);

/** Saves one group of settings. Who operates the active rotation does not change the policy that it is held to. */
export const saveSetting = defineOperation({
  name: "save-setting",
  input: Setting,
  permit: personWith("security-approver"),
  run: async ({ tx, principal, now }, { key, version, value }) => {
    if (key === "policy") {
      const permitted = await refuseOperators(tx, principal, "change the policy");
      if (!permitted.ok) return permitted;
    }
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext(${`setting ${key}`}))::text`;
    const before = await tx.setting.findUnique({ where: { key } });
    if ((before?.version ?? 0) !== version) {
      return refuse("stale", "Somebody saved these settings meanwhile. Reload the page and look again.");
    }
    const data = { value, updatedBy: principal.actor?.id ?? null, updatedAt: now };
    await tx.setting.upsert({
      where: { key },
      create: { key, ...data, version: 1 },
      update: { ...data, version: { increment: 1 } },
    });
    return ok({
      result: null,
      events: [
        {
          action: "SETTINGS_CHANGED",
          entityType: "setting",
          entityId: null,
          changes: { setting: key, before: before?.value ?? null, after: value },
          context: "compliance_maintenance" as const,
        },
      ],
    });
  },
});

import { z } from "zod";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { lockWaiver, waiverEvent } from "./locked-waiver.ts";

/** Whoever proposed a waiver takes it back before it was decided. */
export const withdrawWaiver = defineOperation({
  name: "withdraw-waiver",
  input: z.object({ waiverId: z.uuid() }),
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, now }, { waiverId }) => {
    const locked = await lockWaiver(tx, waiverId);
    if (!locked.ok) return locked;
    const { waiver } = locked.value;
    if (waiver.proposedBy !== principal.actor?.id)
      return refuse("forbidden", "Only the person who proposed a waiver can withdraw it.");
    if (waiver.status !== "open")
      return refuse("wrong-state", `This waiver is ${waiver.status}; it cannot be withdrawn.`);
    await tx.waiver.update({ where: { id: waiverId }, data: { status: "withdrawn", decidedAt: now } });
    return ok({ result: null, events: [waiverEvent(locked.value, "WAIVER_WITHDRAWN")] });
  },
});

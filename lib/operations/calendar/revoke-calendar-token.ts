import { z } from "zod";
import { ROLES } from "../../domain/actor.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";

/** Ends a person's own calendar address: from the next request on it is as if it had never been. */
export const revokeCalendarToken = defineOperation({
  name: "revoke-calendar-token",
  input: z.object({ tokenId: z.uuid() }),
  permit: personWith(...ROLES),
  run: async ({ tx, principal, now }, { tokenId }) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const revoked = await tx.calendarToken.updateMany({
      where: { id: tokenId, actorId: principal.actor.id, revokedAt: null },
      data: { revokedAt: now },
    });
    if (revoked.count === 0) {
      return refuse("wrong-state", "You have no such calendar address any more. Reload the page.");
    }
    return ok({
      result: null,
      events: [
        {
          action: "CALENDAR_TOKEN_REVOKED",
          entityType: "calendar_token",
          entityId: null,
          changes: { calendar_token: tokenId },
          context: "compliance_maintenance" as const,
        },
      ],
    });
  },
});

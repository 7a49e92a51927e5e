import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { ROLES } from "../../domain/actor.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";

const TOKEN_BYTES = 32;

/**
 * A secret address under which this person's calendar program reads the schedule without signing in. The token is returned
 * once; only its SHA-256 is kept, which is enough for 256 random bits.
 */
export const createCalendarToken = defineOperation({
  name: "create-calendar-token",
  input: z.object({}),
  permit: personWith(...ROLES),
  run: async ({ tx, principal }) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const actorId = principal.actor.id;
    // Two windows of one person take turns here; the index in the database says the same.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext(${`calendar ${actorId}`}))::text`;
    if ((await tx.calendarToken.count({ where: { actorId, revokedAt: null } })) > 0) {
      return refuse(
        "wrong-state",
        "You have a calendar address already. Revoke it before you create another.",
      );
    }
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const tokenHash = createHash("sha256").update(token).digest("hex");
    const { id } = await tx.calendarToken.create({ data: { actorId, tokenHash } });
    return ok({
      result: { token },
      events: [
        {
          action: "CALENDAR_TOKEN_CREATED",
          entityType: "calendar_token",
          entityId: null,
          changes: { calendar_token: id },
          context: "compliance_maintenance" as const,
        },
      ],
    });
  },
});

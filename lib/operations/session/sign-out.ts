import { z } from "zod";
import { ok } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { anyPerson } from "../permissions.ts";

/** Ends the session on the server, so that a copied cookie is worth nothing afterwards. */
export const signOut = defineOperation({
  name: "sign-out",
  input: z.object({ sessionId: z.uuid() }),
  permit: anyPerson,
  run: async ({ tx, principal, now }, { sessionId }) => {
    await tx.session.updateMany({
      where: { id: sessionId, actorId: principal.actor?.id ?? "", revokedAt: null },
      data: { revokedAt: now },
    });
    return ok({
      result: null,
      events: [
        {
          action: "SIGN_OUT",
          entityType: "session",
          entityId: null,
          changes: {},
          context: "compliance_maintenance" as const,
        },
      ],
    });
  },
});

import { z } from "zod";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";

/** Says why an issue is mended or was a false alarm. A second person closes it. */
export const proposeResolution = defineOperation({
  name: "propose-resolution",
  input: z.object({
    issueId: z.uuid(),
    resolution: z.string().trim().min(10, "Say what was found.").max(1000),
  }),
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, now }, { issueId, resolution }) => {
    const issue = await tx.safetyIssue.findUnique({ where: { id: issueId }, include: { rotation: true } });
    if (!issue) return refuse("not-found", "There is no such issue.");
    const proposedBy = principal.actor?.id ?? null;
    const isNew = [
      { proposedBy: null },
      { proposedBy: { not: proposedBy } },
      { resolution: { not: resolution } },
    ];
    const changed = await tx.safetyIssue.updateMany({
      where: { id: issueId, closedAt: null, OR: isNew },
      data: { resolution, proposedBy, proposedAt: now },
    });
    if (changed.count === 0)
      return refuse("wrong-state", "This issue was closed meanwhile, or you have written the same before.");
    return ok({
      result: null,
      events: [
        {
          action: "SAFETY_RESOLUTION_PROPOSED",
          entityType: "encryption_key",
          entityId: BigInt(issue.rotation.newVersion),
          changes: { rotation: issue.rotationId, issue: issueId, resolution },
          context: auditContextOf(issue.rotation.type),
        },
      ],
    });
  },
});

import { z } from "zod";
import { hasRole } from "../../domain/actor.ts";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { issueClosed, pageUrl } from "../../domain/messages/rotation-notes.ts";
import { ok, refuse } from "../../domain/result.ts";
import { writableBy } from "../../domain/rotation/approvals.ts";
import { endAfterClosing } from "../../domain/rotation/safety-period.ts";
import { tell } from "../messages/tell.ts";
import { defineOperation } from "../operation.ts";
import { lockSafetyPeriod, moveEnd } from "./safety-clock.ts";

/** A second person's word that the proposed resolution is right. The period then ends no earlier than 24 h from now. */
export const closeIssue = defineOperation({
  name: "close-issue",
  input: z.object({ issueId: z.uuid() }),
  permit: (principal) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const { actor } = principal;
    return hasRole(actor, "security-approver") || hasRole(actor, "security-engineer")
      ? writableBy(actor)
      : refuse("forbidden", "Only the security team can do this.");
  },
  run: async ({ tx, principal, appUrl, now }, { issueId }) => {
    const found = await tx.safetyIssue.findUnique({ where: { id: issueId } });
    const clock = found && (await lockSafetyPeriod(tx, found.rotationId));
    if (!clock) return refuse("not-found", "There is no such issue.");
    const issue = await tx.safetyIssue.findUniqueOrThrow({
      where: { id: issueId },
      include: { rotation: true },
    });
    if (issue.closedAt) return refuse("wrong-state", "This issue was closed meanwhile.");
    if (issue.proposedBy === null) return refuse("wrong-state", "Nobody has said yet what was found.");
    if (issue.proposedBy === principal.actor?.id) {
      return refuse("forbidden", "You wrote the resolution, so somebody else has to close the issue.");
    }
    await tx.safetyIssue.update({
      where: { id: issueId },
      data: { closedBy: principal.actor?.id ?? null, closedAt: now },
    });
    const endsAt = endAfterClosing(clock, now);
    await moveEnd(tx, issue.rotationId, endsAt);
    const { rotationId, rotation } = issue;
    const url = pageUrl(appUrl, `/rotations/${rotationId}/steps/safety-period`);
    await tell(tx, { event: `issue closed ${issueId}`, rotationId }, issueClosed(rotation, issueId, url));
    return ok({
      result: null,
      events: [
        {
          action: "SAFETY_ISSUE_CLOSED",
          entityType: "encryption_key",
          entityId: BigInt(issue.rotation.newVersion),
          changes: {
            rotation: issue.rotationId,
            issue: issueId,
            resolution: issue.resolution,
            ends_at: endsAt,
          },
          context: auditContextOf(issue.rotation.type),
        },
      ],
    });
  },
});

import { z } from "zod";
import type { SafetyIssue } from "#prisma/generated/client.ts";
import { type Actor, hasRole } from "../../domain/actor.ts";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { issueClosed, pageUrl } from "../../domain/messages/rotation-notes.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { writableBy } from "../../domain/rotation/approvals.ts";
import { endAfterClosing } from "../../domain/rotation/safety-period.ts";
import { tell } from "../messages/tell.ts";
import { defineOperation } from "../operation.ts";
import { lockSafetyPeriod, moveEnd } from "./safety-clock.ts";

/** A second person's word that the resolution of `proposedAt`, which they read, is right. The period then ends no earlier than 24 h from now. */
export const closeIssue = defineOperation({
  name: "close-issue",
  input: z.object({
    issueId: z.uuid(),
    proposedAt: z.iso.datetime("This form is incomplete. Reload the page."),
  }),
  permit: (principal) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const { actor } = principal;
    return hasRole(actor, "security-approver") || hasRole(actor, "security-engineer")
      ? writableBy(actor)
      : refuse("forbidden", "Only the security team can do this.");
  },
  run: async ({ tx, principal, appUrl, now }, { issueId, proposedAt }) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const found = await tx.safetyIssue.findUnique({ where: { id: issueId } });
    if (!found) return refuse("not-found", "There is no such issue.");
    // The rotation before its period, as everywhere; then the issue, so that what was read is what is closed.
    await tx.$queryRaw`SELECT id FROM key_rotation.rotation WHERE id = ${found.rotationId} FOR UPDATE`;
    const clock = await lockSafetyPeriod(tx, found.rotationId);
    if (!clock) return refuse("not-found", "There is no such issue.");
    await tx.$queryRaw`SELECT id FROM key_rotation.safety_issue WHERE id = ${issueId}::uuid FOR UPDATE`;
    const issue = await tx.safetyIssue.findUniqueOrThrow({
      where: { id: issueId },
      include: { rotation: true, proposer: true },
    });
    const permitted = mayClose(issue, principal.actor, new Date(proposedAt));
    if (!permitted.ok) return permitted;
    await tx.safetyIssue.update({
      where: { id: issueId },
      data: { closedBy: principal.actor.id, closedAt: now },
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

/** One person with two accounts is one person: neither account closes what the other one explained. */
function mayClose(
  issue: SafetyIssue & { proposer: { platformUserId: bigint | null } | null },
  actor: Actor,
  read: Date,
): Result<null> {
  if (issue.closedAt) return refuse("wrong-state", "This issue was closed meanwhile.");
  if (issue.proposedBy === null) return refuse("wrong-state", "Nobody has said yet what was found.");
  if (issue.proposedAt?.getTime() !== read.getTime())
    return refuse("stale", "This changed while you were looking at it. Reload the page and look again.");
  if (issue.proposedBy === actor.id)
    return refuse("forbidden", "You wrote the resolution, so somebody else has to close the issue.");
  return issue.proposer?.platformUserId === actor.platformUserId
    ? refuse(
        "forbidden",
        "Another account of yours wrote the resolution, so somebody else has to close the issue.",
      )
    : ok(null);
}

import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { hasRole } from "../../domain/actor.ts";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { issueFound, pageUrl } from "../../domain/messages/rotation-notes.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { writableBy } from "../../domain/rotation/approvals.ts";
import { endWithIssue } from "../../domain/rotation/safety-period.ts";
import { tell } from "../messages/tell.ts";
import { defineOperation, type OperationContext } from "../operation.ts";
import { voidApprovals } from "../rotation/void-approvals.ts";
import { lockSafetyPeriod, moveEnd } from "./safety-clock.ts";

const VOID =
  "An issue was reported, so what was approved before is void. Request approval anew once it is closed.";

/** Locks retirement and extends the period. Anybody who works on the rotation may, and so may a monitor. */
export const reportIssue = defineOperation({
  name: "report-issue",
  input: z.object({
    rotationId: z.string(),
    description: z.string().trim().min(5, "Say what you saw.").max(1000),
    /** Given by the worker only. */
    monitor: z.string().optional(),
    closedBefore: z.number().int().optional(),
  }),
  permit: (principal) => {
    if (principal.kind === "system") return ok(null);
    const { actor } = principal;
    return hasRole(actor, "security-engineer") || hasRole(actor, "security-approver")
      ? writableBy(actor)
      : refuse("forbidden", "Only the security team can report an issue here. Tell them what you saw.");
  },
  run: async ({ tx, principal, appUrl, now, wake }, { rotationId, description, monitor, closedBefore }) => {
    // The rotation before its period, as everywhere: whoever took them in another order could wait for each other for ever.
    await tx.$queryRaw`SELECT id FROM key_rotation.rotation WHERE id = ${rotationId} FOR UPDATE`;
    const clock = await lockSafetyPeriod(tx, rotationId);
    const rotation = await tx.rotation.findUnique({ where: { id: rotationId } });
    if (!clock || !rotation) return refuse("wrong-state", "The safety period has not begun.");
    if (rotation.retiredAt)
      return refuse("wrong-state", "The old key was retired; declare an incident instead.");
    if (principal.kind === "system" && !monitor)
      return refuse("invalid-input", "Name the monitor that found it.");
    const fresh = await demandNewFinding(tx, { rotationId, monitor, closedBefore });
    if (!fresh.ok) return fresh;
    const known = await tx.safetyIssue.count({ where: { rotationId, description, closedAt: null } });
    if (known > 0) return refuse("wrong-state", "This issue was reported already and is still open.");
    const by = principal.kind === "person" ? { openedBy: principal.actor.id } : { monitor: monitor ?? null };
    const issue = await tx.safetyIssue.create({ data: { rotationId, ...by, description, openedAt: now } });
    const endsAt = endWithIssue(clock);
    await moveEnd(tx, rotationId, endsAt);
    // What was approved before the issue was known is not approved any more.
    await tx.rotation.update({ where: { id: rotationId }, data: { epoch: { increment: 1 } } });
    const voided = await voidApprovals({ tx, now, wake }, rotationId, VOID);
    if (!voided.ok) return voided;
    await checkRetirementAnew({ tx, now, wake }, rotationId);
    const url = pageUrl(appUrl, `/rotations/${rotationId}/steps/safety-period`);
    const event = { event: `issue found ${issue.id}`, rotationId };
    await tell(tx, event, issueFound(rotation, issue.id, url));
    return ok({
      result: null,
      events: [
        {
          action: "SAFETY_ISSUE_REPORTED",
          entityType: "encryption_key",
          entityId: BigInt(rotation.newVersion),
          changes: { rotation: rotationId, ...by, description, ends_at: endsAt },
          context: auditContextOf(rotation.type),
        },
        ...voided.value,
      ],
    });
  },
});

/** Under the lock that closing takes too: what people closed while the monitor was being read is what they explained. */
async function demandNewFinding(
  tx: Transaction,
  {
    rotationId,
    monitor,
    closedBefore,
  }: { rotationId: string; monitor: string | undefined; closedBefore: number | undefined },
): Promise<Result<null>> {
  if (monitor === undefined) return ok(null);
  const closed = await tx.safetyIssue.count({ where: { rotationId, closedAt: { not: null } } });
  if (closed > (closedBefore ?? closed))
    return refuse("stale", "An issue was closed while this monitor was being read.");
  const open = await tx.safetyIssue.count({ where: { rotationId, monitor, closedAt: null } });
  return open === 0 ? ok(null) : refuse("wrong-state", "This monitor has an open issue already.");
}

/** What its checks said before the issue was known is submitted to nobody any more. */
async function checkRetirementAnew(
  { tx, now, wake }: Pick<OperationContext, "tx" | "now" | "wake">,
  rotationId: string,
): Promise<void> {
  const outdated = await tx.phaseRun.updateManyAndReturn({
    where: {
      rotationId,
      stepId: "retire-old-key",
      status: { in: ["ready", "failed"] },
      inspectedAt: { not: null },
    },
    data: { inspectedAt: null, inspectionRequestedAt: now },
    select: { id: true },
  });
  for (const { id } of outdated) await wake({ queue: "inspect-phase", phaseRunId: id });
}

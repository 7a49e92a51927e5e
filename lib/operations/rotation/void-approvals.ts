import type { AuditEvent } from "../../domain/audit/audit-event.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { OperationContext } from "../operation.ts";
import { endApproval } from "./end-approval.ts";
import { lockPhase, moveTo, phaseEvent } from "./locked-phase.ts";

/**
 * Ends every request and every unused approval of the rotation, because something became known after they were given: the
 * phase goes back to ready, says why, and is inspected anew. Work that is under way has spent its approval.
 */
export async function voidApprovals(
  { tx, now, wake }: Pick<OperationContext, "tx" | "now" | "wake">,
  rotationId: string,
  why: string,
): Promise<Result<AuditEvent[]>> {
  const live = await tx.phaseRun.findMany({
    where: {
      rotationId,
      status: { in: ["awaiting-approval", "approved", "failed"] },
      requests: { some: { status: { in: ["open", "approved"] } } },
    },
    select: { id: true },
  });
  const events: AuditEvent[] = [];
  for (const { id } of live) {
    const locked = await lockPhase(tx, id);
    if (!locked.ok) return locked;
    const outdated = { problem: why, inspectedAt: null, inspectionRequestedAt: now };
    const moved = await moveTo(tx, locked.value, { type: "approval-ended", how: "void" }, outdated);
    if (!moved.ok) return moved;
    await endApproval(tx, id, "void", now);
    await wake({ queue: "inspect-phase", phaseRunId: id });
    events.push(phaseEvent(locked.value, "APPROVAL_VOID", { reason: why }));
  }
  return ok(events);
}

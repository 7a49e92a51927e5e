import { z } from "zod";
import { pageUrl, stepNeedsSomebody } from "../../domain/messages/rotation-notes.ts";
import { ok } from "../../domain/result.ts";
import { tell } from "../messages/tell.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { CheckResults, saveChecks } from "./check-results.ts";
import { endApproval } from "./end-approval.ts";
import { Fence, heldBy } from "./fence.ts";
import { lockPhase, moveTo, phaseEvent } from "./locked-phase.ts";

/** Records that a phase could not be performed, and why. Its approval stands unless it is spent, expired or void. */
export const failPhase = defineOperation({
  name: "fail-phase",
  input: Fence.extend({
    problem: z.string().min(1).max(2000),
    checks: CheckResults.nullable(),
    approvalEnds: z.enum(["void", "expired"]).nullable(),
  }),
  permit: systemOnly,
  run: async ({ tx, appUrl, now, wake }, { phaseRunId, fence, problem, checks, approvalEnds }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { run, rotation, step, phase } = locked.value;
    const held = heldBy(run, fence);
    if (!held.ok) return held;
    if (checks) await saveChecks(tx, phaseRunId, "inspection", checks);
    if (approvalEnds) await endApproval(tx, phaseRunId, approvalEnds, now);
    const approvalStands = phase.gate !== null && approvalEnds === null;
    // The stored plan is not what would run any more: it must not be submitted again before it was made anew.
    const isOutdated = approvalEnds === "void";
    const moved = await moveTo(
      tx,
      locked.value,
      { type: "failed", approvalStands },
      {
        problem,
        finishedAt: now,
        claimedBy: null,
        claimExpiresAt: null,
        ...(isOutdated ? { inspectedAt: null, inspectionRequestedAt: now } : {}),
      },
    );
    if (!moved.ok) return moved;
    const url = pageUrl(appUrl, `/rotations/${rotation.id}/steps/${step.id}`);
    const event = { event: `phase failed ${run.id} ${run.version}`, rotationId: rotation.id };
    await tell(tx, event, stepNeedsSomebody(rotation, step.title, url));
    if (isOutdated) await wake({ queue: "inspect-phase", phaseRunId });
    return ok({ result: null, events: [phaseEvent(locked.value, "PHASE_FAILED", { problem })] });
  },
});

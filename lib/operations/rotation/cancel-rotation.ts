import { z } from "zod";
import { pageUrl, rotationCancelled } from "../../domain/messages/rotation-notes.ts";
import { ok, refuse } from "../../domain/result.ts";
import { mayCancelRotation } from "../../domain/rotation/cancellation.ts";
import { checklist, tellTeam } from "../../domain/rotation/steps/checklist.ts";
import { tell } from "../messages/tell.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { endApproval } from "./end-approval.ts";
import { lockPhase, PhaseTarget, phaseEvent, requireTurn, takeOperatorDuty } from "./locked-phase.ts";

/** Gives up a rotation whose key nothing has used. The worker then drops the key; its number is never used again. */
export const cancelRotation = defineOperation({
  name: "cancel-rotation",
  input: PhaseTarget.extend({
    reason: z.string().trim().min(10, "Say why, in ten characters or more.").max(1000),
  }),
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, appUrl, now }, { phaseRunId, version, reason }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { run, rotation } = locked.value;
    const turn = requireTurn(locked.value, version);
    if (!turn.ok) return turn;
    if (!mayCancelRotation(run)) {
      return refuse(
        "wrong-state",
        "A rotation can be cancelled until its key begins to become current, while no work is under way.",
      );
    }
    const duty = await takeOperatorDuty(tx, principal, rotation.id);
    if (!duty.ok) return duty;
    await endApproval(tx, run.id, "void", now);
    await tx.phaseRun.update({
      where: { id: run.id },
      data: { status: "superseded", version: { increment: 1 } },
    });
    await tx.rotation.update({
      where: { id: rotation.id },
      data: { status: "cancelled", cancelledReason: reason, finishedAt: now },
    });
    const announced = await tx.phaseRun.count({
      where: { rotationId: rotation.id, stepId: checklist.id, phaseId: tellTeam.id, status: "completed" },
    });
    if (announced > 0) {
      const url = pageUrl(appUrl, `/rotations/${rotation.id}`);
      const event = { event: `rotation cancelled ${rotation.id}`, rotationId: rotation.id };
      await tell(tx, event, rotationCancelled(rotation, url));
    }
    return ok({ result: null, events: [phaseEvent(locked.value, "KEY_ROTATION_CANCELLED", { reason })] });
  },
});

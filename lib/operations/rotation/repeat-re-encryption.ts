import { ok, refuse } from "../../domain/result.ts";
import { mayRepeatReEncryption, REPEATED_STEPS } from "../../domain/rotation/repetition.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { endApproval } from "./end-approval.ts";
import { lockPhase, PhaseTarget, phaseEvent, requireTurn, takeOperatorDuty } from "./locked-phase.ts";
import { openNextPhase } from "./open-next-phase.ts";

/**
 * Opens re-encryption once more when cells need it. Raises the epoch: earlier approvals are void, and the safety period
 * that follows is renewed.
 */
export const repeatReEncryption = defineOperation({
  name: "repeat-re-encryption",
  input: PhaseTarget,
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, now, wake }, { phaseRunId, version }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { run, rotation } = locked.value;
    const turn = requireTurn(locked.value, version);
    if (!turn.ok) return turn;
    if (!mayRepeatReEncryption(run)) {
      return refuse(
        "wrong-state",
        "Re-encryption can be repeated from the verification until the retirement begins, while no work is under way.",
      );
    }
    const duty = await takeOperatorDuty(tx, principal, rotation.id);
    if (!duty.ok) return duty;
    const repeated = rotationPhases(rotation.id);
    for (const earlier of await tx.phaseRun.findMany({ where: repeated }))
      await endApproval(tx, earlier.id, "void", now);
    await tx.phaseRun.updateMany({
      where: repeated,
      data: { status: "superseded", version: { increment: 1 } },
    });
    await tx.rotation.update({ where: { id: rotation.id }, data: { epoch: { increment: 1 } } });
    await openNextPhase(tx, rotation, { wake, startedBy: principal.actor?.id ?? rotation.createdBy });
    const epoch = rotation.epoch + 1;
    return ok({ result: null, events: [phaseEvent(locked.value, "RE_ENCRYPTION_REPEATED", { epoch })] });
  },
});

function rotationPhases(rotationId: string) {
  return {
    rotationId,
    stepId: { in: REPEATED_STEPS },
    status: { not: "superseded" },
  };
}

import { ok } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { endApproval } from "./end-approval.ts";
import { lockPhase, moveTo, PhaseTarget, phaseEvent, requireTurn, takeOperatorDuty } from "./locked-phase.ts";

/** Takes a request, or an unused approval, back. */
export const withdrawApproval = defineOperation({
  name: "withdraw-approval",
  input: PhaseTarget,
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, now }, { phaseRunId, version }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const turn = requireTurn(locked.value, version);
    if (!turn.ok) return turn;
    const duty = await takeOperatorDuty(tx, principal, locked.value.rotation.id);
    if (!duty.ok) return duty;
    const moved = await moveTo(tx, locked.value, { type: "approval-ended", how: "withdrawn" });
    if (!moved.ok) return moved;
    await endApproval(tx, phaseRunId, "withdrawn", now);
    return ok({ result: null, events: [phaseEvent(locked.value, "APPROVAL_WITHDRAWN")] });
  },
});

import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { lockPhase, PhaseTarget, phaseEvent, takeOperatorDuty } from "./locked-phase.ts";

/** Asks the worker to run the phase's checks again and to compute its plan. */
export const requestInspection = defineOperation({
  name: "request-inspection",
  input: PhaseTarget.pick({ phaseRunId: true }),
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, now, wake }, { phaseRunId }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { isOpen, run, rotation } = locked.value;
    if (!isOpen || run.status === "running") {
      return refuse("wrong-state", "The checks run when it is this phase's turn and it is not in progress.");
    }
    if (run.inspectionRequestedAt !== null) {
      return refuse("wrong-state", "The checks were asked for already; their results appear here.");
    }
    // Planning may stage the secret again, so whoever asks for it operates.
    const duty = await takeOperatorDuty(tx, principal, rotation.id);
    if (!duty.ok) return duty;
    await tx.phaseRun.update({ where: { id: run.id }, data: { inspectionRequestedAt: now } });
    await wake({ queue: "inspect-phase", phaseRunId });
    return ok({ result: null, events: [phaseEvent(locked.value, "CHECKS_REQUESTED")] });
  },
});

import { z } from "zod";
import { ok } from "../../domain/result.ts";
import { keepsPlan } from "../../domain/rotation/resumption.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { CheckResults, saveChecks } from "./check-results.ts";
import { endApproval } from "./end-approval.ts";
import { lockPhase, moveTo, PhaseTarget, phaseEvent, planHashOf } from "./locked-phase.ts";
import { StoredPlan } from "./stored-plan.ts";

/** Stores what the worker found. A plan that differs from the approved one voids its approval. */
export const recordInspection = defineOperation({
  name: "record-inspection",
  input: PhaseTarget.pick({ phaseRunId: true }).extend({
    checks: CheckResults,
    plan: StoredPlan.nullable(),
    problem: z.string().nullable(),
  }),
  permit: systemOnly,
  run: async ({ tx, now }, { phaseRunId, checks, plan, problem }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { run, phase, state } = locked.value;
    const summary = Object.fromEntries(checks.map((check) => [check.id, check.outcome]));
    const event = phaseEvent(locked.value, "CHECKS_RUN", { checks: summary });
    // The phase started while its checks ran: what was found describes a state that is gone.
    if (!["ready", "awaiting-approval", "approved", "failed"].includes(run.status)) {
      return ok({ result: null, events: [event] });
    }
    await saveChecks(tx, phaseRunId, "inspection", checks);
    const planHash = plan ? planHashOf(locked.value, plan, run.input) : null;
    const approvalLive = state.status === "awaiting-approval" || state.status === "approved";
    const planProblem = problem === null ? {} : { problem };
    const changed = approvalLive && plan !== null && planHash !== run.planHash;
    const keptPlan = state.status === "failed" && state.approved && keepsPlan(phase, run);
    const found = {
      inspectedAt: now,
      inspectionRequestedAt: null,
      ...planProblem,
      ...(plan && !keptPlan ? { plan } : {}),
    };
    if (!changed) {
      await tx.phaseRun.update({ where: { id: run.id }, data: found });
      return ok({ result: null, events: [event] });
    }
    await endApproval(tx, run.id, "void", now);
    const why = "The plan changed after approval was requested. Look at it again and request approval anew.";
    const moved = await moveTo(
      tx,
      locked.value,
      { type: "approval-ended", how: "void" },
      { ...found, problem: why },
    );
    if (!moved.ok) return moved;
    return ok({ result: null, events: [event, phaseEvent(locked.value, "APPROVAL_VOID", { reason: why })] });
  },
});

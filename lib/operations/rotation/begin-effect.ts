import { createHash } from "node:crypto";
import type { Transaction } from "#lib/db/client.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { waivedChecks } from "../waiver/waived-checks.ts";
import { CheckResults, saveChecks } from "./check-results.ts";
import { Fence, heldBy } from "./fence.ts";
import { lockPhase, phaseEvent, planHashOf } from "./locked-phase.ts";
import { StoredPlan } from "./stored-plan.ts";

/**
 * The audited intent just before the effect. Refuses when a check neither passes nor is waived, when the approval has expired, or when
 * the plan is not the approved one; after it, a crash is resumed without judging again.
 */
export const beginEffect = defineOperation({
  name: "begin-effect",
  input: Fence.extend({ checks: CheckResults, plan: StoredPlan }),
  permit: systemOnly,
  run: async ({ tx, now, wake }, { phaseRunId, fence, checks, plan }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { run, phase } = locked.value;
    const held = heldBy(run, fence);
    if (!held.ok) return held;
    const answered = checks.map(({ id, outcome, value }) => ({ checkId: id, outcome, value }));
    const waived = await waivedChecks(tx, locked.value, answered);
    const failing = checks.find((check) => check.outcome !== "pass" && !waived.has(check.id));
    if (failing)
      return refuse(
        "wrong-state",
        `The check “${failing.label}” did not pass just before the start: ${failing.value}.`,
      );
    const planHash = planHashOf(locked.value, plan, run.input);
    if (phase.gate) {
      const approval = await tx.approvalRequest.findFirst({
        where: { phaseRunId, status: "approved" },
        include: { decisions: { where: { decision: "approved" } } },
      });
      if (!approval || approval.decisions.length < Math.max(approval.approversNeeded, phase.gate.count))
        return refuse("wrong-state", "No approval stands for this phase. Request one.");
      if (approval.expiresAt <= now) return refuse("expired", "The approval has expired. Request it again.");
      if (approval.planHash !== planHash || approval.epoch !== locked.value.rotation.epoch) {
        return refuse("stale", "The plan is no longer the one that was approved. Request approval again.");
      }
    }
    await saveChecks(tx, phaseRunId, "perform", checks);
    await tx.phaseRun.update({ where: { id: run.id }, data: { plan, planHash, effectBegunAt: now } });
    if (run.stepId === "re-encrypt")
      await wakeHelpers(tx, run.claimedBy, () => wake({ queue: "help-reencrypt", phaseRunId }));
    const digest = createHash("sha256").update(JSON.stringify(checks)).digest("hex");
    const facts = { plan_hash: planHash, checks_sha256: digest };
    const apart = waived.size > 0 ? { waived: Object.fromEntries(waived) } : {};
    return ok({
      result: null,
      events: [phaseEvent(locked.value, "PHASE_EFFECT_BEGUN", { ...facts, ...apart })],
    });
  },
});

/** One wake-up for each other worker that lives: together they re-encrypt. */
async function wakeHelpers(tx: Transaction, holder: string | null, wake: () => Promise<void>): Promise<void> {
  const [others] = await tx.$queryRaw<{ live: number }[]>`
    SELECT count(*)::int AS live FROM key_rotation.worker
     WHERE id IS DISTINCT FROM ${holder} AND heartbeat_at > now() - interval '15 s'`;
  for (let woken = 0; woken < (others?.live ?? 0); woken += 1) await wake();
}

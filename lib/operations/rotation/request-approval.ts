import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { approvalAsked, pageUrl } from "../../domain/messages/rotation-notes.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { expiryOf } from "../../domain/rotation/approvals.ts";
import type { Gate, Plan } from "../../domain/rotation/step.ts";
import { approversNeeded } from "../../domain/settings/policy.ts";
import { tell } from "../messages/tell.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { readPolicy } from "../settings/read-policy.ts";
import { waivedChecks } from "../waiver/waived-checks.ts";
import {
  type LockedPhase,
  lockPhase,
  moveTo,
  PhaseTarget,
  phaseEvent,
  planHashOf,
  planOf,
  requireTurn,
  takeOperatorDuty,
} from "./locked-phase.ts";

const FRESH_MS = 15 * 60_000;

/** Submits the plan to a second person, with the checks as they stand. Every check must pass, or be waived, and be recent. */
export const requestApproval = defineOperation({
  name: "request-approval",
  input: PhaseTarget.extend({ fields: z.record(z.string(), z.string()).default({}) }),
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, appUrl, now }, { phaseRunId, version, fields }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { run, rotation, phase } = locked.value;
    const turn = requireTurn(locked.value, version);
    if (!turn.ok) return turn;
    if (!phase.gate || principal.kind !== "person")
      return refuse("wrong-state", "This phase needs no approval.");
    const duty = await takeOperatorDuty(tx, principal, rotation.id);
    if (!duty.ok) return duty;
    const input = phase.parseInput(fields);
    if (!input.ok) return input;
    const checks = await tx.checkResult.findMany({
      where: { phaseRunId, moment: "inspection" },
      orderBy: { position: "asc" },
    });
    const waived = await waivedChecks(tx, locked.value, checks);
    const unwaived = checks.filter((check) => !waived.has(check.checkId));
    const ready = readiness(unwaived, run.inspectedAt, now);
    if (!ready.ok) return ready;
    const planned = plannedWith(locked.value, input.value);
    if (!planned.ok) return planned;
    const plan = planned.value;
    const planHash = planHashOf(locked.value, plan, input.value);
    const needed = approversNeeded(phase.gate, await readPolicy(tx));
    const requested = { type: "approval-requested", needed } as const;
    const moved = await moveTo(tx, locked.value, requested, {
      input: JSON.parse(JSON.stringify(input.value)),
      planHash,
      problem: null,
    });
    if (!moved.ok) return moved;
    const request = await submit(tx, locked.value, {
      gate: phase.gate,
      needed,
      plan: { ...plan, input: input.value },
      planHash,
      // A waived check is shown as what it is, with who waived it and why.
      checks: checks.map((check) => ({ ...check, waived: waived.get(check.checkId) ?? null })),
      requestedBy: principal.actor.id,
      now,
    });
    const url = pageUrl(appUrl, `/approvals/${request.id}`);
    const event = { event: `approval asked ${request.id}`, rotationId: rotation.id };
    await tell(tx, event, approvalAsked(rotation, phase.gate, url));
    const facts = { gate: phase.gate.id, request: request.id, plan_hash: planHash };
    return ok({
      result: { requestId: request.id },
      events: [phaseEvent(locked.value, "APPROVAL_REQUESTED", facts)],
    });
  },
});

/** The plan, which must be there. A choice that this worker does not offer is refused before anybody is asked to approve it. */
function plannedWith({ run, phase }: LockedPhase, input: Record<string, unknown>): Result<Plan> {
  const plan = planOf(run);
  if (!plan) return refuse("wrong-state", run.problem ?? "The plan is not ready yet. Run the checks again.");
  const missing = phase.fields.find(
    ({ name, initial, needs }) =>
      needs !== undefined && plan.bound[needs] === undefined && input[name] !== initial,
  );
  return missing
    ? refuse("invalid-input", `${missing.label}: the worker is not set up for that. Choose something else.`)
    : ok(plan);
}

interface Submission {
  gate: Gate;
  /** Distinct people who have to approve. */
  needed: number;
  plan: Plan & { input: unknown };
  planHash: string;
  checks: unknown;
  requestedBy: string;
  now: Date;
}

/** Keeps what the approver will read exactly as it is now: the plan, and the checks beside it. */
function submit(tx: Transaction, { run, rotation }: LockedPhase, submission: Submission) {
  const { gate, needed, plan, planHash, checks, requestedBy, now } = submission;
  return tx.approvalRequest.create({
    data: {
      rotationId: rotation.id,
      stepId: run.stepId,
      phaseId: run.phaseId,
      phaseRunId: run.id,
      gate: gate.id,
      planHash,
      plan: JSON.parse(JSON.stringify(plan)),
      checks: JSON.parse(JSON.stringify(checks)),
      epoch: rotation.epoch,
      approversNeeded: needed,
      requestedBy,
      requestedAt: now,
      expiresAt: expiryOf(gate.id, now, rotation.plannedStart),
    },
  });
}

function readiness(
  checks: { outcome: string; label: string }[],
  inspectedAt: Date | null,
  now: Date,
): Result<null> {
  if (inspectedAt === null) return refuse("wrong-state", "The checks have not run yet.");
  const failing = checks.find((check) => check.outcome !== "pass");
  if (failing)
    return refuse("wrong-state", `The check “${failing.label}” does not pass. Fix it, then check again.`);
  return now.getTime() - inspectedAt.getTime() <= FRESH_MS
    ? ok(null)
    : refuse("wrong-state", "The checks are older than 15 minutes. Check again, then request approval.");
}

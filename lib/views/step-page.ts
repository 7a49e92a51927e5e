import type { Database } from "#lib/db/client.ts";
import { hasRole } from "../domain/actor.ts";
import { type Duty, mayOperate } from "../domain/rotation/approvals.ts";
import { mayCancelRotation } from "../domain/rotation/cancellation.ts";
import { findStep } from "../domain/rotation/procedure.ts";
import { needsRepetition } from "../domain/rotation/repetition.ts";
import type { Phase } from "../domain/rotation/step.ts";
import type {
  ApprovalView,
  EvidenceView,
  FactView,
  PhaseActionView,
  PhaseView,
  SecretEntryDiffView,
  StatusWord,
  StepPageView,
} from "../domain/rotation/views.ts";
import { approversNeeded, type Policy } from "../domain/settings/policy.ts";
import { findApprovalOf } from "./approvals.ts";
import { checkView } from "./check-view.ts";
import { checkWaivers, waivedAs } from "./check-waivers.ts";
import { findMessagesOf } from "./messages.ts";
import { actionOf, approvalStands, blockersOf } from "./phase-action.ts";
import { fieldsOf, inputFacts } from "./phase-input.ts";
import { findStepRow, type PhaseRunRow } from "./phase-run-row.ts";
import { isOnlyWaiting, phaseStatus } from "./phase-status.ts";
import { railOf } from "./rail.ts";
import { findPolicy } from "./settings.ts";
import { needsFreshLogin, type Viewer } from "./viewer.ts";

/** Everything that the page of one step shows to this person; null when there is no such rotation or step. */
export async function findStepPage(
  db: Database,
  viewer: Viewer,
  key: { rotationId: string; stepId: string },
): Promise<StepPageView | null> {
  const step = findStep(key.stepId);
  const rotation = step && (await findStepRow(db, key.rotationId));
  if (!step || !rotation) return null;
  const rail = railOf(rotation.id, rotation.phaseRuns, rotation.issues.length);
  const position = rail.findIndex((item) => item.id === step.id);
  const item = rail[position];
  if (!item) return null;
  const duty = rotation.participants.find((it) => it.actorId === viewer.id)?.duty as Duty | undefined;
  const isAlive =
    rotation.status === "active" || (rotation.status === "completed" && step.id === "destroy-old-key");
  const mayAct = isAlive && mayOperate(viewer, duty ?? null).ok;
  const { value: policy } = await findPolicy(db);
  const look = { viewer, duty: duty ?? null, epoch: rotation.epoch, href: item.href, mayAct, policy };
  const messages = await findMessagesOf(db, rotation.phaseRuns);
  const phases = await Promise.all(
    step.phases.map(async (phase) => {
      const run = rotation.phaseRuns.find(
        (it) => it.stepId === step.id && it.phaseId === phase.id && it.status !== "superseded",
      );
      const approval = run ? await findApprovalOf(db, viewer, run.id) : null;
      return {
        ...phaseView({ phase, run, approval, rotation }, look),
        messages: messages.get(run?.id) ?? [],
      };
    }),
  );
  const next = rail[position + 1];
  return {
    rotationId: rotation.id,
    rotation: {
      type: rotation.type as StepPageView["rotation"]["type"],
      oldVersion: rotation.oldVersion,
      newVersion: rotation.newVersion,
      isCancelled: rotation.status === "cancelled",
    },
    step: item,
    why: step.why,
    status: item.status,
    phases,
    next: next ? { title: next.title, href: next.href } : null,
    readOnly: !mayAct,
    mayRetryMessages: hasRole(viewer, "security-engineer"),
  };
}

interface Look {
  viewer: Viewer;
  duty: Duty | null;
  epoch: number;
  href: string;
  mayAct: boolean;
  policy: Policy;
}

export interface PhaseParts {
  phase: Phase;
  run: PhaseRunRow | undefined;
  approval: ApprovalView | null;
  rotation: { oldVersion: number; newVersion: number };
}

function phaseView(parts: PhaseParts, look: Look): Omit<PhaseView, "messages"> {
  const { phase, run, approval } = parts;
  const { viewer, mayAct } = look;
  const waived = run ? waivedAs(phase.checks, run, look.epoch) : new Map<string, string>();
  const next = run ? actionOf(parts, run) : null;
  const action = mayAct ? next : null;
  const plan = run?.plan as { intent: FactView[]; diff: SecretEntryDiffView[] } | null | undefined;
  const performs = action?.kind === "perform" || action?.kind === "retry";
  return {
    id: phase.id,
    runId: run?.id ?? null,
    title: phase.title,
    summary: phase.summary,
    status: statusOf(parts),
    gate: gateView(phase, look.policy),
    needsFreshLogin: performs && phase.gate?.stepUp === true && needsFreshLogin(viewer),
    fields: run && asksForInput(phase, action) ? fieldsOf(phase, run) : [],
    checks: (run?.checks ?? []).map((check) =>
      checkView({
        ...check,
        waived: waived.get(check.checkId),
        clearsByItself: isOnlyWaiting(phase, check),
      }),
    ),
    checkedBeforeStart: run?.checkedBeforeStart ?? false,
    ...(run ? checkWaivers(phase, run, look) : { waivers: [], waivable: [] }),
    checksRunning: run?.inspectionRequestedAt != null,
    plan: [...(plan?.intent ?? []), ...(run ? submittedInput(phase, run, next) : [])],
    diff: plan?.diff ?? [],
    blockers: run ? blockersOf(parts, run, waived) : [],
    action,
    mayInspect: mayAct && run !== undefined && !["running", "completed"].includes(run.status),
    mayWithdraw: mayAct && run !== undefined && mayWithdraw(run),
    mayRepeat: mayAct && run !== undefined && needsRepetition(run, run.checks),
    mayCancel: mayAct && run !== undefined && mayCancelRotation(run),
    approval,
    evidence: run?.evidence ? [evidenceView(phase, run.evidence)] : [],
    problem: run?.problem ?? null,
    startedAt: run?.startedAt?.toISOString() ?? null,
    startedBy: run?.starter?.name ?? null,
    finishedAt: run?.finishedAt?.toISOString() ?? null,
    version: run?.version ?? 0,
  };
}

/** What a gate approved is performed as it is, so a gated phase asks for input only before that. */
function asksForInput({ gate }: Phase, action: PhaseActionView | null): boolean {
  return action !== null && (gate === null || action.kind === "request-approval");
}

/** The input that is, or was, put to the approvers. */
function submittedInput({ gate, fields }: Phase, run: PhaseRunRow, next: PhaseActionView | null): FactView[] {
  const isSubmitted = gate !== null && run.status !== "ready" && next?.kind !== "request-approval";
  return isSubmitted ? inputFacts(fields, run.input) : [];
}

function mayWithdraw(run: PhaseRunRow): boolean {
  return run.status === "awaiting-approval" || run.status === "approved" || approvalStands(run);
}

function gateView({ gate }: Phase, policy: Policy): PhaseView["gate"] {
  if (!gate) return null;
  const { id, title, stepUp = false } = gate;
  return { id, title, approversNeeded: approversNeeded(gate, policy), stepUp };
}

function statusOf({ phase, run, approval }: PhaseParts): StatusWord {
  if (approval?.status === "expired" && run?.status !== "completed") return "problem";
  return phaseStatus(phase, run);
}

function evidenceView(phase: Phase, evidence: NonNullable<PhaseRunRow["evidence"]>): EvidenceView {
  return {
    id: evidence.id,
    title: phase.title,
    recordedAt: evidence.recordedAt.toISOString(),
    recordedBy: evidence.person.name,
    digest: evidence.digest,
    facts: phase.facts(evidence.data),
  };
}

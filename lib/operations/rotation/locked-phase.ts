import { createHash } from "node:crypto";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import type { PhaseRun, Rotation } from "#prisma/generated/client.ts";
import type { Actor } from "../../domain/actor.ts";
import { type AuditEvent, auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { type Duty, mayOperate, planBindingText } from "../../domain/rotation/approvals.ts";
import { isOpen } from "../../domain/rotation/position.ts";
import { findPhase, findStep } from "../../domain/rotation/procedure.ts";
import { advance, type PhaseEvent, type PhaseState } from "../../domain/rotation/run-state.ts";
import type { Phase, Plan, Step } from "../../domain/rotation/step.ts";
import type { Principal } from "../operation.ts";

/** Names one phase run and the version of it that the caller saw. */
export const PhaseTarget = z.object({ phaseRunId: z.uuid(), version: z.coerce.number().int().min(0) });

export interface LockedPhase {
  run: PhaseRun;
  rotation: Rotation;
  step: Step;
  phase: Phase;
  state: PhaseState;
  isOpen: boolean;
}

const NOT_FOUND = refuse("not-found", "There is no such phase in this rotation.");

/** Loads a phase run and locks its rotation, so that two callers on one rotation take turns. */
export async function lockPhase(tx: Transaction, phaseRunId: string): Promise<Result<LockedPhase>> {
  const found = await tx.phaseRun.findUnique({ where: { id: phaseRunId }, select: { rotationId: true } });
  if (!found) return NOT_FOUND;
  await tx.$queryRaw`SELECT id FROM key_rotation.rotation WHERE id = ${found.rotationId} FOR UPDATE`;
  const rotation = await tx.rotation.findUniqueOrThrow({
    where: { id: found.rotationId },
    include: { phaseRuns: { orderBy: { attempt: "asc" } } },
  });
  const run = rotation.phaseRuns.find((it) => it.id === phaseRunId);
  const step = run && findStep(run.stepId);
  const phase = run && findPhase(run.stepId, run.phaseId);
  if (!run || !step || !phase) return NOT_FOUND;
  const states = rotation.phaseRuns
    .filter((it) => it.status !== "superseded")
    .map((it) => ({ stepId: it.stepId, phaseId: it.phaseId, state: it.status as PhaseState["status"] }));
  // The destruction of a key is an obligation that outlives its rotation.
  const isAlive =
    rotation.status === "active" || (rotation.status === "completed" && step.id === "destroy-old-key");
  const open = isAlive && run.status !== "superseded" && isOpen(states, run);
  return ok({ run, rotation, step, phase, state: await stateOf(tx, run), isOpen: open });
}

async function stateOf(tx: Transaction, run: PhaseRun): Promise<PhaseState> {
  const status = run.status as PhaseState["status"];
  if (status === "awaiting-approval") {
    const request = await tx.approvalRequest.findFirstOrThrow({
      where: { phaseRunId: run.id, status: "open" },
      include: { decisions: true },
    });
    return { status, given: request.decisions.length, needed: request.approversNeeded };
  }
  if (status === "failed") {
    const standing = await tx.approvalRequest.count({ where: { phaseRunId: run.id, status: "approved" } });
    return { status, approved: standing > 0 };
  }
  return { status };
}

/** Refuses a phase whose turn has not come, and a caller who saw an older state of it. */
export function requireTurn({ isOpen: open, run, step }: LockedPhase, seenVersion: number): Result<null> {
  // First: what changed since it was seen is the truer answer, for a phase that is completed by now as well.
  if (run.version !== seenVersion)
    return refuse("stale", "This changed while you were looking at it. Reload the page and look again.");
  if (run.status === "completed" && !open)
    return refuse("wrong-state", `“${step.title}” is completed. Go on with the step that is open.`);
  return open
    ? ok(null)
    : refuse("wrong-state", `“${step.title}” cannot start yet: the steps before it are not completed.`);
}

/** Makes the person an operator of the rotation, or refuses: a duty never changes within a rotation. */
export async function takeOperatorDuty(
  tx: Transaction,
  principal: Principal,
  rotationId: string,
): Promise<Result<null>> {
  if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
  const { actor } = principal;
  const held = await tx.participant.findUnique({
    where: { rotationId_actorId: { rotationId, actorId: actor.id } },
  });
  const permitted = mayOperate(actor, (held?.duty as Duty | undefined) ?? null);
  if (!permitted.ok || held) return permitted;
  if (await hasAnotherAccount(tx, actor, rotationId)) return refuse("forbidden", SAME_PERSON);
  await tx.participant.create({ data: { rotationId, actorId: actor.id, duty: "operator" } });
  return ok(null);
}

const SAME_PERSON =
  "Another account of yours takes part in this rotation. Use that one, or let somebody else do it.";

/** One person with two accounts at the identity provider is one person: the platform's user behind both is the same. */
export async function hasAnotherAccount(tx: Transaction, actor: Actor, rotationId: string): Promise<boolean> {
  const { id, platformUserId } = actor;
  const others = await tx.participant.count({
    where: { rotationId, actorId: { not: id }, actor: { platformUserId } },
  });
  return others > 0;
}

/** Moves the phase by `event` and writes its new status with `data`; raises the version that stale tabs are judged by. */
export async function moveTo(
  tx: Transaction,
  locked: LockedPhase,
  event: PhaseEvent,
  data: Parameters<Transaction["phaseRun"]["update"]>[0]["data"] = {},
): Promise<Result<PhaseState>> {
  const next = advance(locked.state, event);
  if (!next.ok) return next;
  await tx.phaseRun.update({
    where: { id: locked.run.id },
    data: { ...data, status: next.value.status, version: { increment: 1 } },
  });
  return next;
}

export function planOf(run: PhaseRun): Plan | null {
  return run.plan === null ? null : (run.plan as unknown as Plan);
}

/** SHA-256, hex, of everything that an approval of this plan is bound to. */
export function planHashOf({ rotation, run, step }: LockedPhase, plan: Plan, input: unknown): string {
  const text = planBindingText({
    rotationId: rotation.id,
    stepId: run.stepId,
    phaseId: run.phaseId,
    revision: step.revision,
    oldVersion: rotation.oldVersion,
    newVersion: rotation.newVersion,
    epoch: rotation.epoch,
    input,
    plan,
  });
  return createHash("sha256").update(text).digest("hex");
}

/** An event about this phase, with the facts that every such event carries. */
export function phaseEvent(
  { rotation, step, phase }: LockedPhase,
  action: string,
  changes: Record<string, unknown> = {},
): AuditEvent {
  return {
    action,
    entityType: "encryption_key",
    entityId: BigInt(rotation.newVersion),
    changes: { rotation: rotation.id, step: step.id, phase: phase.id, ...changes },
    context: auditContextOf(rotation.type),
  };
}

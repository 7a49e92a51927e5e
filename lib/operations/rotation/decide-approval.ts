import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { type Duty, mayDecide, type RequestFacts } from "../../domain/rotation/approvals.ts";
import { defineOperation } from "../operation.ts";
import { personWith, requireFreshLogin } from "../permissions.ts";
import { hasAnotherAccount, lockPhase, moveTo, phaseEvent } from "./locked-phase.ts";

const SAME_PERSON = "Another account of yours takes part in this rotation, so somebody else has to decide.";
const Comment = z.string().trim().max(1000);

/** One person's decision on exactly the plan that they read. A rejection needs a comment and ends the request. */
export const decideApproval = defineOperation({
  name: "decide-approval",
  input: z
    .object({
      requestId: z.uuid(),
      planHash: z.string().regex(/^[0-9a-f]{64}$/, "This form is incomplete. Reload the page."),
      decision: z.enum(["approved", "rejected"]),
      comment: Comment.default(""),
    })
    .refine((input) => input.decision === "approved" || input.comment.length >= 3, {
      message: "Say why you reject it, so that the operator can mend it.",
      path: ["comment"],
    }),
  permit: personWith("security-approver"),
  run: async ({ tx, principal, now }, { requestId, planHash, decision, comment }) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const { actor } = principal;
    const found = await lockRequest(tx, requestId);
    if (!found.ok) return found;
    const { request, locked } = found.value;
    const duty = request.rotation.participants.find((it) => it.actorId === actor.id)?.duty as
      | Duty
      | undefined;
    const facts = {
      status: request.status as RequestFacts["status"],
      requestedBy: request.requestedBy,
      expiresAt: request.expiresAt,
      decidedBy: request.decisions.map((it) => it.approverId),
    };
    const permitted = mayDecide(actor, facts, duty ?? null, now);
    if (!permitted.ok) return permitted;
    if (await hasAnotherAccount(tx, actor, request.rotationId)) return refuse("forbidden", SAME_PERSON);
    const fresh = locked.phase.gate?.stepUp ? requireFreshLogin(principal, now) : ok(null);
    if (!fresh.ok) return fresh;
    if (request.planHash !== planHash || request.epoch !== locked.rotation.epoch)
      return refuse("stale", "The plan changed while you were reading it. Reload the page.");

    const by = { rotationId: request.rotationId, actorId: actor.id };
    if (!duty) await tx.participant.create({ data: { ...by, duty: "approver" } });
    const author = {
      requestId,
      rotationId: by.rotationId,
      requestedBy: request.requestedBy,
      approverId: actor.id,
    };
    await tx.approval.create({ data: { ...author, decision, comment, decidedAt: now } });
    const moved = await moveTo(
      tx,
      locked,
      decision === "approved" ? { type: "approval-given" } : { type: "approval-ended", how: "rejected" },
      decision === "approved" ? {} : { problem: `Rejected by ${actor.name}: ${comment}` },
    );
    if (!moved.ok) return moved;
    if (moved.value.status !== "awaiting-approval") {
      const status = decision === "approved" ? "approved" : "rejected";
      await tx.approvalRequest.update({ where: { id: requestId }, data: { status, closedAt: now } });
    }
    const action = decision === "approved" ? "APPROVAL_GIVEN" : "APPROVAL_REJECTED";
    const read = { gate: request.gate, request: requestId, plan_hash: planHash, comment };
    return ok({ result: { rotationId: by.rotationId }, events: [phaseEvent(locked, action, read)] });
  },
});

async function lockRequest(tx: Transaction, requestId: string) {
  const found = await tx.approvalRequest.findUnique({ where: { id: requestId } });
  if (!found) return refuse("not-found", "There is no such approval request.");
  const locked = await lockPhase(tx, found.phaseRunId);
  if (!locked.ok) return locked;
  // Read again under the lock: a withdrawal or another decision may have come first.
  const request = await tx.approvalRequest.findUniqueOrThrow({
    where: { id: requestId },
    include: { decisions: true, rotation: { include: { participants: true } } },
  });
  const value = { request, locked: locked.value };
  return { ok: true, value } satisfies Result<typeof value>;
}

import { z } from "zod";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { defineOperation, type OperationContext } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { takeOperatorDuty } from "../rotation/locked-phase.ts";
import { lockActiveRotation, waiverEvent } from "./locked-waiver.ts";
import { cellSubject, checkSubject } from "./waiver-subject.ts";

const Reason = z
  .string()
  .trim()
  .min(10, "Say in at least ten characters why this need not hold the rotation up.")
  .max(1000);

const Proposal = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("cell"),
    rotationId: z.string(),
    column: z.string(),
    rowKey: z.string(),
    digest: z.string().regex(/^[0-9a-f]{64}$/, "This form is incomplete. Reload the page."),
    reason: Reason,
  }),
  z.object({
    kind: z.literal("check"),
    phaseRunId: z.uuid(),
    checkId: z.string(),
    outcome: z.enum(["fail", "unknown"]),
    value: z.string(),
    reason: Reason,
  }),
]);

/** The operator's word that one lost cell, or one failing check, need not hold the rotation up. An approver decides. */
export const proposeWaiver = defineOperation({
  name: "propose-waiver",
  input: Proposal,
  permit: personWith("security-engineer"),
  run: async (context, input) => {
    const { tx, principal, now } = context;
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const rotationId = await rotationOf(context, input);
    const rotation = await lockActiveRotation(tx, rotationId);
    if (!rotation.ok) return rotation;
    const duty = await takeOperatorDuty(tx, principal, rotationId);
    if (!duty.ok) return duty;
    const subject: Result<object> =
      input.kind === "cell" ? await cellSubject(tx, rotation.value, input) : await checkSubject(tx, input);
    if (!subject.ok) return subject;
    const live = { rotationId, kind: input.kind, ...subject.value };
    if ((await tx.waiver.count({ where: { ...live, status: { in: ["open", "approved"] } } })) > 0)
      return refuse("wrong-state", "A waiver for exactly this was proposed already. Reload the page.");
    const waiver = await tx.waiver.create({
      data: { ...live, reason: input.reason, proposedBy: principal.actor.id, proposedAt: now },
    });
    const events = [waiverEvent({ waiver, rotation: rotation.value }, "WAIVER_PROPOSED")] as const;
    return ok({ result: { waiverId: waiver.id }, events });
  },
});

async function rotationOf({ tx }: OperationContext, input: z.infer<typeof Proposal>): Promise<string> {
  if (input.kind === "cell") return input.rotationId;
  const run = await tx.phaseRun.findUnique({ where: { id: input.phaseRunId }, select: { rotationId: true } });
  return run?.rotationId ?? "";
}

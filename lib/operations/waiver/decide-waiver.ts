import { z } from "zod";
import { ok, refuse } from "../../domain/result.ts";
import type { Duty } from "../../domain/rotation/approvals.ts";
import { mayDecideWaiver } from "../../domain/rotation/waivers.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { hasAnotherAccount } from "../rotation/locked-phase.ts";
import { lockWaiver, waiverEvent } from "./locked-waiver.ts";
import { stillStands } from "./waiver-subject.ts";

const SAME_PERSON = "Another account of yours takes part in this rotation, so somebody else has to decide.";

/** The second person's decision on a waiver. Approved, it covers what it names only while that stays as it is. */
export const decideWaiver = defineOperation({
  name: "decide-waiver",
  input: z
    .object({
      waiverId: z.uuid(),
      decision: z.enum(["approved", "rejected"]),
      comment: z.string().trim().max(1000).default(""),
    })
    .refine((input) => input.decision === "approved" || input.comment.length >= 3, {
      message: "Say why you reject it, so that the operator knows what to mend.",
      path: ["comment"],
    }),
  permit: personWith("security-approver"),
  run: async ({ tx, principal, now }, { waiverId, decision, comment }) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    const { actor } = principal;
    const locked = await lockWaiver(tx, waiverId);
    if (!locked.ok) return locked;
    const { waiver, rotation } = locked.value;
    const key = { rotationId: rotation.id, actorId: actor.id };
    const held = await tx.participant.findUnique({ where: { rotationId_actorId: key } });
    const permitted = mayDecideWaiver(actor, waiver, (held?.duty as Duty | undefined) ?? null);
    if (!permitted.ok) return permitted;
    if (await hasAnotherAccount(tx, actor, rotation.id)) return refuse("forbidden", SAME_PERSON);
    const stands = decision === "approved" ? await stillStands(tx, waiver, rotation) : ok(null);
    if (!stands.ok) return stands;
    if (!held) await tx.participant.create({ data: { ...key, duty: "approver" } });
    await tx.waiver.update({
      where: { id: waiverId },
      data: { status: decision, decidedBy: actor.id, deciderDuty: "approver", decidedAt: now, comment },
    });
    const action = decision === "approved" ? "WAIVER_APPROVED" : "WAIVER_REJECTED";
    return ok({
      result: { rotationId: rotation.id },
      events: [waiverEvent(locked.value, action, { comment })],
    });
  },
});

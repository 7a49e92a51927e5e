import { decideWaiver } from "#lib/operations/waiver/decide-waiver.ts";
import { proposeWaiver } from "#lib/operations/waiver/propose-waiver.ts";
import { withdrawWaiver } from "#lib/operations/waiver/withdraw-waiver.ts";
import type { OperationCase } from "./operation-case.ts";
import { heldUp, proposedWaiver } from "./waiver-world.ts";

export const WAIVER_CASES: readonly OperationCase[] = [
  {
    name: "propose-waiver",
    operation: proposeWaiver,
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => (await heldUp(world)).proposal,
    action: "WAIVER_PROPOSED",
  },
  {
    name: "decide-waiver",
    operation: decideWaiver,
    who: ["security-approver"],
    by: "elena",
    prepare: async (world) => ({ waiverId: (await proposedWaiver(world)).waiverId, decision: "approved" }),
    action: "WAIVER_APPROVED",
  },
  {
    name: "withdraw-waiver",
    operation: withdrawWaiver,
    who: ["security-engineer"],
    by: "ana",
    prepare: async (world) => ({ waiverId: (await proposedWaiver(world)).waiverId }),
    action: "WAIVER_WITHDRAWN",
  },
];

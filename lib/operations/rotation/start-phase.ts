import { z } from "zod";
import { ok, type Result, refuse } from "../../domain/result.ts";
import type { Phase } from "../../domain/rotation/step.ts";
import { defineOperation, type Principal } from "../operation.ts";
import { personWith, requireFreshLogin } from "../permissions.ts";
import { lockPhase, moveTo, PhaseTarget, phaseEvent, requireTurn, takeOperatorDuty } from "./locked-phase.ts";

const APPROVED_AS_IT_IS = refuse(
  "invalid-input",
  "What was approved runs as it was approved. To change it, withdraw the approval and request it anew.",
);

/** The operator's word to perform the phase, or to try it again. The worker judges checks, plan and expiry once more. */
export const startPhase = defineOperation({
  name: "start-phase",
  input: PhaseTarget.extend({ fields: z.record(z.string(), z.string()).default({}) }),
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, now, wake }, { phaseRunId, version, fields }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { rotation, phase, run } = locked.value;
    const turn = requireTurn(locked.value, version);
    if (!turn.ok) return turn;
    const duty = await takeOperatorDuty(tx, principal, rotation.id);
    if (!duty.ok) return duty;
    const { confirmation, ...given } = fields;
    if (phase.gate && Object.keys(given).length > 0) return APPROVED_AS_IT_IS;
    const input = phase.parseInput(phase.gate ? run.input : given);
    if (!input.ok) return input;
    const confirmed = confirm({ phase, rotation, principal, now }, confirmation);
    if (!confirmed.ok) return confirmed;
    const moved = await moveTo(
      tx,
      locked.value,
      { type: "started", gated: phase.gate !== null },
      {
        input: JSON.parse(JSON.stringify(input.value)),
        problem: null,
        startedBy: principal.actor?.id ?? null,
        startedAt: now,
        finishedAt: null,
        // When its effect began stays: repetition and cancellation are refused by it, whatever becomes of this try.
        progress: {},
        claimedBy: null,
        claimExpiresAt: null,
      },
    );
    if (!moved.ok) return moved;
    await wake({ queue: "perform-phase", phaseRunId });
    return ok({ result: null, events: [phaseEvent(locked.value, "PHASE_STARTED")] });
  },
});

interface Confirmation {
  phase: Phase;
  rotation: { oldVersion: number; newVersion: number };
  principal: Principal;
  now: Date;
}

/** What cannot be undone asks for the typed phrase and a fresh login. */
function confirm({ phase, rotation, principal, now }: Confirmation, typed: string | undefined): Result<null> {
  const phrase = phase.phrase?.(rotation) ?? null;
  if (phrase !== null && typed !== phrase) return refuse("invalid-input", `Type “${phrase}” to confirm.`);
  return phase.gate?.stepUp ? requireFreshLogin(principal, now) : ok(null);
}

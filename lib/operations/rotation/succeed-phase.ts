import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { Fence, heldBy } from "./fence.ts";
import { recordKeyStates } from "./key-states.ts";
import { lockPhase, moveTo, phaseEvent } from "./locked-phase.ts";
import { openNextPhase } from "./open-next-phase.ts";

/** Records the outcome of a performed phase with its evidence, and opens the next one. */
export const succeedPhase = defineOperation({
  name: "succeed-phase",
  input: Fence.extend({ evidence: z.record(z.string(), z.json()) }),
  permit: systemOnly,
  run: async ({ tx, now, wake }, { phaseRunId, fence, evidence }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { run, rotation } = locked.value;
    const held = heldBy(run, fence);
    if (!held.ok) return held;
    if (run.startedBy === null) return refuse("wrong-state", "Nobody started this phase.");
    const moved = await moveTo(
      tx,
      locked.value,
      { type: "succeeded" },
      {
        finishedAt: now,
        problem: null,
        claimedBy: null,
        claimExpiresAt: null,
      },
    );
    if (!moved.ok) return moved;
    const digest = createHash("sha256").update(canonicalJson(evidence)).digest("hex");
    await tx.evidence.create({
      data: { phaseRunId, data: evidence, digest, recordedFor: run.startedBy, recordedAt: now },
    });
    await recordKeyStates(tx, { rotation, stepId: run.stepId, phaseId: run.phaseId, evidence, now });
    await openNextPhase(tx, rotation, wake);
    const facts = { evidence_sha256: digest, evidence };
    return ok({ result: null, events: [phaseEvent(locked.value, "PHASE_COMPLETED", facts)] });
  },
});

import { createHash } from "node:crypto";
import { z } from "zod";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { applyConsequences } from "./consequences.ts";
import { Fence, heldBy } from "./fence.ts";
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
    const outcome = { tx, rotation, evidence, now };
    const consequences = await applyConsequences(`${run.stepId}/${run.phaseId}`, outcome);
    await openNextPhase(tx, rotation, { wake, startedBy: run.startedBy });
    const facts = { evidence_sha256: digest, evidence };
    const context = auditContextOf(rotation.type);
    const further = consequences.map((event) => ({ ...event, context }));
    return ok({ result: null, events: [phaseEvent(locked.value, "PHASE_COMPLETED", facts), ...further] });
  },
});

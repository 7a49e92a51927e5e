import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import { ok, refuse } from "../../domain/result.ts";
import { mayMoveStart, readPlannedStart } from "../../domain/rotation/planned-start.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { lockPhase, PhaseTarget, phaseEvent, requireTurn, takeOperatorDuty } from "./locked-phase.ts";

/** Plans another start while nobody was asked to approve it. What was inspected names the old one, so it is inspected again. */
export const moveStart = defineOperation({
  name: "move-start",
  input: PhaseTarget.extend({ plannedStart: z.iso.datetime({ local: true, offset: true }) }),
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, now, wake }, { phaseRunId, version, plannedStart }) => {
    const locked = await lockPhase(tx, phaseRunId);
    if (!locked.ok) return locked;
    const { run, rotation, state } = locked.value;
    const turn = requireTurn(locked.value, version);
    if (!turn.ok) return turn;
    if (!mayMoveStart({ stepId: run.stepId, state }))
      return refuse(
        "wrong-state",
        "The start can be moved until its approval is asked for. Withdraw the request first; a rotation that began goes on.",
      );
    // An inspection that is under way would put the old start back into the plan.
    if (run.inspectionRequestedAt !== null)
      return refuse("wrong-state", "The checks are running. Move the start when their results are here.");
    const start = readPlannedStart(plannedStart, now);
    if (!start.ok) return start;
    const duty = await takeOperatorDuty(tx, principal, rotation.id);
    if (!duty.ok) return duty;
    await tx.rotation.update({ where: { id: rotation.id }, data: { plannedStart: start.value } });
    await tx.phaseRun.update({
      where: { id: run.id },
      data: {
        plan: Prisma.DbNull,
        planHash: null,
        inspectedAt: null,
        inspectionRequestedAt: now,
        version: { increment: 1 },
      },
    });
    await wake({ queue: "inspect-phase", phaseRunId });
    const moved = { from: rotation.plannedStart, to: start.value };
    return ok({ result: null, events: [phaseEvent(locked.value, "KEY_ROTATION_START_MOVED", moved)] });
  },
});

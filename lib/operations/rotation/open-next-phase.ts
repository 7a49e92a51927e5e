import type { Transaction } from "#lib/db/client.ts";
import type { Rotation } from "#prisma/generated/client.ts";
import { frontier } from "../../domain/rotation/position.ts";
import { findStep } from "../../domain/rotation/procedure.ts";
import type { PhaseState } from "../../domain/rotation/run-state.ts";
import type { OperationContext } from "../operation.ts";

/** Opens the first phase that is not completed, unless it is open already, and asks the worker to inspect it. */
export async function openNextPhase(
  tx: Transaction,
  rotation: Pick<Rotation, "id">,
  wake: OperationContext["wake"],
): Promise<void> {
  const runs = await tx.phaseRun.findMany({ where: { rotationId: rotation.id } });
  const live = runs.filter((run) => run.status !== "superseded");
  const next = frontier(
    live.map((run) => ({
      stepId: run.stepId,
      phaseId: run.phaseId,
      state: run.status as PhaseState["status"],
    })),
  );
  const isThere = (run: { stepId: string; phaseId: string }) =>
    run.stepId === next?.stepId && run.phaseId === next.phaseId;
  if (next === null || live.some(isThere)) return;
  const phaseRun = await tx.phaseRun.create({
    data: {
      rotationId: rotation.id,
      ...next,
      attempt: runs.filter(isThere).length + 1,
      revision: findStep(next.stepId)?.revision ?? 1,
      inspectionRequestedAt: new Date(),
    },
  });
  await wake({ queue: "inspect-phase", phaseRunId: phaseRun.id });
}

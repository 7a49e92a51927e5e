import type { Transaction } from "#lib/db/client.ts";
import type { Rotation } from "#prisma/generated/client.ts";
import { frontier } from "../../domain/rotation/position.ts";
import { findPhase, findStep } from "../../domain/rotation/procedure.ts";
import type { PhaseState } from "../../domain/rotation/run-state.ts";
import type { OperationContext } from "../operation.ts";

interface Opening {
  wake: OperationContext["wake"];
  /** On whose behalf a phase that starts by itself begins. */
  startedBy: string;
}

/** Opens the first phase that is not completed, unless it is open already, and wakes the worker for it. */
export async function openNextPhase(
  tx: Transaction,
  rotation: Pick<Rotation, "id">,
  { wake, startedBy }: Opening,
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
  const attempt = runs.filter((run) => isThere(run)).length + 1;
  const common = {
    rotationId: rotation.id,
    ...next,
    attempt,
    revision: findStep(next.stepId)?.revision ?? 1,
  };
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT now()`;
  const now = clock?.now ?? null;
  if (findPhase(next.stepId, next.phaseId)?.startsByItself) {
    const run = await tx.phaseRun.create({
      data: { ...common, status: "running", startedBy, startedAt: now },
    });
    await wake({ queue: "perform-phase", phaseRunId: run.id });
    return;
  }
  const run = await tx.phaseRun.create({ data: { ...common, inspectionRequestedAt: now } });
  await wake({ queue: "inspect-phase", phaseRunId: run.id });
}

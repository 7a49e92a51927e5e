import type { PhaseRun } from "#prisma/generated/client.ts";
import { findPhase } from "../domain/rotation/procedure.ts";
import type { Phase } from "../domain/rotation/step.ts";
import type { StepContext } from "../ports/step-context.ts";
import type { WorkerDeps } from "./worker-deps.ts";

export interface LoadedPhase {
  run: PhaseRun;
  phase: Phase;
  context: StepContext;
}

/** The phase run with the context that its definition is called with; null when it no longer exists. */
export async function loadPhase(
  deps: WorkerDeps,
  phaseRunId: string,
  signal: AbortSignal,
): Promise<LoadedPhase | null> {
  const found = await deps.db.phaseRun.findUnique({
    where: { id: phaseRunId },
    include: { rotation: { include: { phaseRuns: { include: { evidence: true } } } } },
  });
  const phase = found && findPhase(found.stepId, found.phaseId);
  if (!found || !phase) return null;
  const { rotation, ...run } = found;
  const completed = rotation.phaseRuns.filter((it) => it.status === "completed");
  const context: StepContext = {
    rotation: { id: rotation.id, oldVersion: rotation.oldVersion, newVersion: rotation.newVersion },
    token: run.id,
    evidenceOf: (stepId, of) => {
      const evidence = completed.find((it) => it.stepId === stepId && it.phaseId === of.id)?.evidence;
      if (!evidence) throw new Error(`The evidence of ${stepId} is missing.`);
      return of.readEvidence(evidence.data);
    },
    custody: deps.custody,
    fleet: deps.fleet,
    platformData: deps.platformData,
    signal,
  };
  return { run, phase, context };
}

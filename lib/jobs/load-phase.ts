import type { Actor, Participant, PhaseRun, Rotation } from "#prisma/generated/client.ts";
import { startsFrom } from "../domain/rotation/planned-start.ts";
import { findPhase } from "../domain/rotation/procedure.ts";
import type { Phase } from "../domain/rotation/step.ts";
import { destructionDate } from "../domain/schedule/destruction-date.ts";
import { readPolicy } from "../operations/settings/read-policy.ts";
import type { RotationFacts, StepContext } from "../ports/step-context.ts";
import { listLiveWorkers } from "./heartbeat.ts";
import { keptCopy } from "./kept-copy.ts";
import { createSafetyWatch } from "./safety-watch.ts";
import { tellOnce } from "./tell-once.ts";
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
  hold: { signal: AbortSignal; fence: bigint | null },
): Promise<LoadedPhase | null> {
  const found = await deps.db.phaseRun.findUnique({
    where: { id: phaseRunId },
    include: {
      rotation: {
        include: {
          phaseRuns: { include: { evidence: true } },
          participants: { include: { actor: true }, orderBy: { since: "asc" } },
        },
      },
    },
  });
  const phase = found && findPhase(found.stepId, found.phaseId);
  if (!found || !phase) return null;
  const { rotation, ...run } = found;
  const completed = rotation.phaseRuns.filter((it) => it.status === "completed");
  const context: StepContext = {
    rotation: await factsOf(deps, rotation),
    token: run.id,
    evidenceOf: (stepId, of) => {
      const evidence = completed.find((it) => it.stepId === stepId && it.phaseId === of.id)?.evidence;
      if (!evidence) throw new Error(`The evidence of ${stepId} is missing.`);
      return of.readEvidence(evidence.data);
    },
    once: (part, work) => keepResult(deps, { phaseRunId, fence: hold.fence, part }, work),
    ...portsOf(deps),
    tell: (messages) => tellOnce(deps, { phaseRunId, rotationId: rotation.id, fence: hold.fence }, messages),
    liveWorkers: () => listLiveWorkers(deps.db),
    safety: createSafetyWatch(deps, { rotationId: rotation.id, phaseRunId }),
    signal: hold.signal,
  };
  return { run, phase, context };
}

/** What a step is given of the worker, and nothing beside it. */
function portsOf(deps: WorkerDeps) {
  const { custody, fleet, platformData, reencryptionTasks, backups, logs, monitors, clock, build } = deps;
  return { custody, fleet, platformData, reencryptionTasks, backups, logs, monitors, clock, build };
}

type RotationRow = Rotation & { participants: (Participant & { actor: Actor })[] };

async function factsOf({ db, hourMs, appUrl }: WorkerDeps, row: RotationRow): Promise<RotationFacts> {
  const { destroyAfterDays } = await readPolicy(db);
  const withDuty = (duty: string) =>
    row.participants.filter((it) => it.duty === duty).map((it) => it.actor.name);
  return {
    id: row.id,
    type: row.type as RotationFacts["type"],
    oldVersion: row.oldVersion,
    newVersion: row.newVersion,
    createdAt: row.createdAt,
    plannedStart: row.plannedStart,
    startsFrom: startsFrom(row.plannedStart, hourMs),
    retiredAt: row.retiredAt,
    destroyFrom: row.retiredAt && destructionDate(row.retiredAt, destroyAfterDays, hourMs),
    oldKey: await keptCopy(db, row.oldVersion),
    operator: withDuty("operator").join(", "),
    approvers: withDuty("approver"),
    url: `${appUrl.replace(/\/$/, "")}/rotations/${row.id}`,
  };
}

async function keepResult<T extends Record<string, string>>(
  { db }: WorkerDeps,
  place: { phaseRunId: string; fence: bigint | null; part: string },
  work: () => Promise<T>,
): Promise<T> {
  const { phaseRunId, fence, part } = place;
  const [kept] = await db.$queryRaw<{ result: T | null }[]>`
    SELECT progress -> ${part} AS result FROM key_rotation.phase_run WHERE id = ${phaseRunId}::uuid`;
  if (kept?.result) return kept.result;
  const result = await work();
  const stored = await db.$executeRaw`
    UPDATE key_rotation.phase_run SET progress = progress || jsonb_build_object(${part}::text, ${JSON.stringify(result)}::jsonb)
    WHERE id = ${phaseRunId}::uuid AND fence = ${fence} AND status = 'running'`;
  if (stored === 0) throw new Error("Another worker has taken this phase over.");
  return result;
}

import type { Database } from "#lib/db/client.ts";
import { findPhase, findStep, PROCEDURE } from "../domain/rotation/procedure.ts";
import type { RotationRecordView } from "../domain/rotation/record-views.ts";
import { railOf } from "./rail.ts";

/** Everything that was recorded in a rotation, in the order of the procedure. Work that was done again leaves both pieces. */
export async function findRotationRecord(db: Database, rotationId: string): Promise<RotationRecordView> {
  const runs = await db.phaseRun.findMany({
    where: { rotationId, evidence: { isNot: null } },
    include: { evidence: { include: { person: true } } },
  });
  const rail = railOf(rotationId, runs);
  const position = (stepId: string) => rail.findIndex((item) => item.id === stepId);
  const evidence = runs
    .toSorted((a, b) => position(a.stepId) - position(b.stepId) || timeOf(a) - timeOf(b))
    .flatMap(({ stepId, phaseId, status, evidence: recorded }) => {
      const item = rail[position(stepId)];
      if (!recorded || !item) return [];
      const { id, digest, recordedAt, person } = recorded;
      return {
        id,
        stepTitle: findStep(stepId)?.title ?? stepId,
        phaseTitle: findPhase(stepId, phaseId)?.title ?? phaseId,
        href: status === "completed" ? `${item.href}#evidence-${id}` : null,
        recordedAt: recordedAt.toISOString(),
        recordedBy: person.name,
        digest,
      };
    });
  return { evidence, expected: PROCEDURE.flatMap((step) => step.phases).length };
}

function timeOf({ evidence }: { evidence: { recordedAt: Date } | null }): number {
  return evidence?.recordedAt.getTime() ?? 0;
}

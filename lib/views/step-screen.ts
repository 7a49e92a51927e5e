import type { Database } from "#lib/db/client.ts";
import type { VerificationView } from "../domain/rotation/live-views.ts";
import { findStep } from "../domain/rotation/procedure.ts";
import { decryptEveryCell } from "../domain/rotation/steps/verify.ts";
import type { StepScreenView } from "../domain/rotation/views.ts";
import { listOutages } from "./integrations.ts";
import { findDeskSummary } from "./quarantine.ts";
import { findReencryption } from "./reencryption.ts";
import { findResidue } from "./residue.ts";
import { findRotation } from "./rotations.ts";
import { findSafety } from "./safety.ts";
import { findContacts } from "./settings.ts";
import { findStepPage } from "./step-page.ts";
import type { Viewer } from "./viewer.ts";
import { findWorkerSilence } from "./worker-silence.ts";

/** The page of one step with its live parts; null when there is no such rotation or step. */
export async function findStepScreen(
  db: Database,
  viewer: Viewer,
  key: { rotationId: string; stepId: string },
): Promise<StepScreenView | null> {
  const [page, rotation] = await Promise.all([
    findStepPage(db, viewer, key),
    findRotation(db, key.rotationId),
  ]);
  if (!page || !rotation) return null;
  const isJob = key.stepId === "re-encrypt";
  const isDone = page.status === "completed";
  const screen = {
    page,
    workerSilence: isDone ? null : await findWorkerSilence(db),
    outages: isDone ? [] : await listOutages(db, findStep(key.stepId)?.systems ?? []),
    rail: rotation.rail,
    reencryption: isJob ? await findReencryption(db, key.rotationId, !page.readOnly) : null,
    quarantine: isJob || key.stepId === "verify" ? await findDeskSummary(db, key.rotationId) : null,
    verification: key.stepId === "verify" ? await findVerification(db, rotation) : null,
    safety: ["safety-period", "retire-old-key"].includes(key.stepId)
      ? await findSafety(db, viewer, key.rotationId)
      : null,
    residue: ["retire-old-key", "destroy-old-key"].includes(key.stepId)
      ? await findResidue(db, key.rotationId)
      : null,
    escrow: key.stepId === "generate-key" ? await findEscrow(db, rotation) : null,
  };
  return { ...screen, contacts: isInTrouble(screen) ? (await findContacts(db)).value : null };
}

/** Something of the step went wrong, or somebody said so. */
function isInTrouble({
  page,
  outages,
  workerSilence,
  quarantine,
  safety,
}: Omit<StepScreenView, "contacts">): boolean {
  return (
    workerSilence !== null ||
    outages.length > 0 ||
    page.phases.some((phase) => phase.status === "problem" || phase.problem !== null) ||
    (quarantine !== null && quarantine.open + quarantine.proposed > 0) ||
    (safety?.issues.some((issue) => issue.closedAt === null) ?? false)
  );
}

async function findEscrow(
  db: Database,
  { id, newVersion }: { id: string; newVersion: number },
): Promise<StepScreenView["escrow"]> {
  const copy = await db.escrowCopy.findUnique({
    where: { keyVersion: newVersion },
    select: { label: true, sha256: true, recipients: true },
  });
  return copy && { ...copy, recipients: copy.recipients.length, href: `/api/rotations/${id}/escrow` };
}

async function findVerification(
  db: Database,
  rotation: { id: string; oldVersion: number; newVersion: number },
): Promise<VerificationView | null> {
  const run = await db.phaseRun.findFirst({
    where: { rotationId: rotation.id, stepId: "verify", status: "completed" },
    include: { evidence: true },
  });
  if (!run?.evidence) return null;
  const { columns } = decryptEveryCell.readEvidence(run.evidence.data);
  return {
    currentVersion: rotation.newVersion,
    oldVersion: rotation.oldVersion,
    finishedAt: run.evidence.recordedAt.toISOString(),
    columns,
  };
}

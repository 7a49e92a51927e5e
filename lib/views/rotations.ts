import type { Database } from "#lib/db/client.ts";
import type { RotationSummaryView, StatusWord, StepRailItemView } from "../domain/rotation/views.ts";
import { personView } from "./person-view.ts";
import { railOf } from "./rail.ts";

const INCLUDE = {
  creator: true,
  phaseRuns: {
    select: {
      stepId: true,
      phaseId: true,
      status: true,
      checks: { where: { moment: "inspection" }, select: { checkId: true, outcome: true } },
    },
  },
} as const;

type RotationRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Database, id: string) {
  return db.rotation.findUnique({ where: { id }, include: INCLUDE });
}

function summarise(row: RotationRow): RotationSummaryView {
  const rail = railOf(row.id, row.phaseRuns);
  const currentStep = rail.find((item) => item.status !== "completed") ?? null;
  return {
    id: row.id,
    type: row.type as RotationSummaryView["type"],
    status: statusOf(row.status, rail, currentStep),
    oldVersion: row.oldVersion,
    newVersion: row.newVersion,
    plannedStart: row.plannedStart.toISOString(),
    startedAt: row.createdAt.toISOString(),
    startedBy: personView(row.creator),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    cancelledReason: row.cancelledReason,
    currentStep,
    rail,
  };
}

function statusOf(
  status: string,
  rail: readonly StepRailItemView[],
  current: StepRailItemView | null,
): StatusWord {
  if (status === "completed") return "completed";
  if (status === "cancelled") return "not-applicable";
  const begun = rail.some((item) => item.status === "completed");
  return current === null || current.status === "cannot-start-yet" || (begun && current.status === "ready")
    ? "in-progress"
    : current.status;
}

export async function listRotations(db: Database): Promise<RotationSummaryView[]> {
  const rows = await db.rotation.findMany({ include: INCLUDE, orderBy: { createdAt: "desc" }, take: 200 });
  return rows.map(summarise);
}

export async function findRotation(db: Database, id: string): Promise<RotationSummaryView | null> {
  const row = await findRow(db, id);
  return row && summarise(row);
}

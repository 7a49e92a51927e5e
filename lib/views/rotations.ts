import type { Database } from "#lib/db/client.ts";
import type { RotationSummaryView, StatusWord, StepRailItemView } from "../domain/rotation/views.ts";
import { personView } from "./person-view.ts";
import { railOf } from "./rail.ts";

const INCLUDE = {
  creator: true,
  issues: { where: { closedAt: null }, select: { id: true } },
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
  const openIssues = row.issues.length;
  const rail = railOf(row.id, row.phaseRuns, openIssues);
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
    openIssues,
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
  if (status === "cancelled") return "cancelled";
  const begun = rail.some((item) => item.status === "completed");
  return current === null || current.status === "cannot-start-yet" || (begun && current.status === "ready")
    ? "in-progress"
    : current.status;
}

export async function listRotations(db: Database): Promise<RotationSummaryView[]> {
  const rows = await db.rotation.findMany({ include: INCLUDE, orderBy: { createdAt: "desc" }, take: 200 });
  return rows.map(summarise);
}

export interface RotationFilter {
  /** "active", "completed" or "cancelled"; an empty text asks for all, here and below. */
  state: string;
  type: string;
  /** Year of the start, in UTC. */
  year: string;
  /** Part of the id. */
  q: string;
  sort: "newest" | "oldest" | "finished";
  page: number;
}

export const ROTATIONS_PAGE_SIZE = 25;

/** Those that match, in the order asked for, and how many there are in all. */
export async function searchRotations(
  db: Database,
  { state, type, year, q, sort, page }: RotationFilter,
  pageSize = ROTATIONS_PAGE_SIZE,
): Promise<{ rotations: RotationSummaryView[]; total: number }> {
  const where = {
    ...(state === "" ? {} : { status: state }),
    ...(type === "" ? {} : { type }),
    ...(year === "" ? {} : { createdAt: inYear(Number(year)) }),
    // Prisma leaves the wildcards of LIKE in it.
    id: { contains: q.replaceAll(/[\\%_]/g, "\\$&"), mode: "insensitive" as const },
  };
  const order = {
    newest: { createdAt: "desc" },
    oldest: { createdAt: "asc" },
    finished: { finishedAt: { sort: "desc", nulls: "last" } },
  } as const;
  const [rows, total] = await Promise.all([
    db.rotation.findMany({
      where,
      include: INCLUDE,
      orderBy: [order[sort], { id: "asc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    db.rotation.count({ where }),
  ]);
  return { rotations: rows.map(summarise), total };
}

function inYear(year: number): { gte: Date; lt: Date } {
  return { gte: new Date(Date.UTC(year, 0)), lt: new Date(Date.UTC(year + 1, 0)) };
}

/** Years in which a rotation began, newest first. */
export async function listRotationYears(db: Database): Promise<string[]> {
  const rows = await db.$queryRaw<{ year: string }[]>`
    SELECT DISTINCT extract(year FROM created_at AT TIME ZONE 'UTC')::text AS year
    FROM key_rotation.rotation ORDER BY 1 DESC`;
  return rows.map(({ year }) => year);
}

export async function findRotation(db: Database, id: string): Promise<RotationSummaryView | null> {
  const row = await findRow(db, id);
  return row && summarise(row);
}

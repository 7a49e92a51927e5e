import type { Database } from "#lib/db/client.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Actor } from "../domain/actor.ts";
import { type Duty, mayOperate } from "../domain/rotation/approvals.ts";
import type {
  CellState,
  DeskCellView,
  DeskSummaryView,
  DeskView,
  WaiverView,
} from "../domain/rotation/waiver-views.ts";
import { mayWaiveCell } from "../domain/rotation/waivers.ts";
import { type WaiverRow, WITH_PEOPLE, waiverView } from "./waivers.ts";

export const DESK_PAGE_SIZE = 50;

export interface DeskFilter {
  state: CellState | "";
  cause: string;
  row: string;
  page: number;
}

interface CellRow {
  column_name: string;
  row_key: string;
  row_id: string;
  cause: string;
  version_byte: number | null;
  length: bigint;
  first_seen: Date;
  last_seen: Date;
  resolved_at: Date | null;
  tried: number[];
  opens_with: number | null;
  digest: string | null;
  state: CellState;
}

/**
 * Cells that jobs of this rotation could not open. While it is under way a waiver counts only for the bytes that it was
 * given for; afterwards the record stays as it was, whatever later rotations find in the cell.
 */
function cellsOf(rotationId: string): Prisma.Sql {
  return Prisma.sql`SELECT q.*, CASE
      WHEN q.resolved_at IS NOT NULL THEN 'repaired'
      WHEN w.approved THEN 'waived' WHEN w.open THEN 'proposed' ELSE 'open' END AS state
    FROM key_rotation.quarantine q JOIN key_rotation.rotation r ON r.id = ${rotationId}
    LEFT JOIN LATERAL (
      SELECT bool_or(v.status = 'approved') AS approved, bool_or(v.status = 'open') AS open, count(*) > 0 AS any
      FROM key_rotation.waiver v WHERE v.rotation_id = r.id AND v.column_name = q.column_name AND v.row_key = q.row_key
        AND (r.status <> 'active' OR v.digest = q.digest AND q.opens_with IS NULL)) w ON true
    WHERE w.any OR q.job_id IN (SELECT j.id FROM key_rotation.reencryption_job j WHERE j.rotation_id = r.id)`;
}

/** The desk of one rotation as this person may see and act on it; null when there is no such rotation. */
export async function findDesk(
  db: Database,
  viewer: Actor,
  rotationId: string,
  filter: DeskFilter,
): Promise<DeskView | null> {
  const rotation = await db.rotation.findUnique({
    where: { id: rotationId },
    include: { participants: { where: { actorId: viewer.id } } },
  });
  if (!rotation) return null;
  const { state, cause, row, page } = filter;
  const groups = await db.$queryRaw<{ state: CellState; cause: string; cells: bigint }[]>`
    SELECT state, cause, count(*) AS cells FROM (${cellsOf(rotationId)}) c GROUP BY 1, 2 ORDER BY 2`;
  const rows = await db.$queryRaw<(CellRow & { matching: bigint })[]>`
    SELECT c.*, count(*) OVER () AS matching FROM (${cellsOf(rotationId)}) c
    WHERE (${state} = '' OR state = ${state}) AND (${cause} = '' OR cause = ${cause}) AND (${row} = '' OR row_key = ${row})
    ORDER BY first_seen, column_name, length(row_id), row_id LIMIT ${DESK_PAGE_SIZE} OFFSET ${(page - 1) * DESK_PAGE_SIZE}`;
  const waivers = await waiversOf(db, rotationId, rows);
  const duty = (rotation.participants[0]?.duty as Duty | undefined) ?? null;
  const isOver = rotation.status !== "active" || rotation.retiredAt !== null;
  const mayAct = !isOver && mayOperate(viewer, duty).ok;
  const scope = { viewer, duty, mayAct, isOver, rotation };
  const cells = rows.map((cell) => deskCell(cell, waivers, scope));
  const mayDo = cells.some((cell) => cell.waivers.some((it) => it.mayDecide || it.mayWithdraw));
  return {
    cells,
    total: Number(rows[0]?.matching ?? 0n),
    counts: countsOf(groups),
    causes: [...new Set(groups.map((group) => group.cause))],
    readOnly: !mayAct && !mayDo,
    isOver,
  };
}

function waiversOf(db: Database, rotationId: string, cells: readonly CellRow[]): Promise<WaiverRow[]> {
  const keys = [...new Set(cells.map((cell) => cell.row_key))];
  return db.waiver.findMany({
    where: { rotationId, kind: "cell", rowKey: { in: keys } },
    include: WITH_PEOPLE,
    orderBy: { proposedAt: "desc" },
  });
}

interface DeskScope {
  viewer: Actor;
  duty: Duty | null;
  mayAct: boolean;
  isOver: boolean;
  rotation: { id: string; oldVersion: number; newVersion: number };
}

function deskCell(row: CellRow, all: readonly WaiverRow[], scope: DeskScope): DeskCellView {
  const { viewer, duty, mayAct, isOver, rotation } = scope;
  const isQuarantined = row.resolved_at === null;
  const proof = { isQuarantined, tried: row.tried, opensWith: row.opens_with, digest: row.digest };
  const waivable = mayWaiveCell(proof, rotation);
  const href = `/rotations/${rotation.id}/quarantine`;
  const waivers = all
    .filter((it) => it.columnName === row.column_name && it.rowKey === row.row_key)
    .map((it): WaiverView => {
      const isOutdated = isOver || it.digest !== row.digest || !waivable.ok;
      return waiverView(it, viewer, { duty, href, isOutdated });
    });
  return {
    column: row.column_name,
    rowId: row.row_id,
    rowKey: row.row_key,
    digest: row.digest,
    cause: row.cause,
    versionByte: row.version_byte,
    length: String(row.length),
    firstSeen: row.first_seen.toISOString(),
    lastSeen: row.last_seen.toISOString(),
    opensWith: row.opens_with,
    state: row.state,
    waivers,
    mayPropose: mayAct && row.state === "open" && waivable.ok,
    whyNot: row.state === "open" && !waivable.ok ? waivable.problem.message : null,
  };
}

function countsOf(groups: readonly { state: CellState; cells: bigint }[]): Record<CellState, number> {
  const counts = { open: 0, proposed: 0, waived: 0, repaired: 0 };
  for (const { state, cells } of groups) counts[state] += Number(cells);
  return counts;
}

/** How many cells of this rotation wait at the desk; null when none ever did. */
export async function findDeskSummary(db: Database, rotationId: string): Promise<DeskSummaryView | null> {
  const groups = await db.$queryRaw<{ state: CellState; cells: bigint }[]>`
    SELECT state, count(*) AS cells FROM (${cellsOf(rotationId)}) c WHERE state <> 'repaired' GROUP BY 1`;
  if (groups.length === 0) return null;
  const { open, proposed, waived } = countsOf(groups);
  return { open, proposed, waived, href: `/rotations/${rotationId}/quarantine` };
}

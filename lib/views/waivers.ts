import type { Database } from "#lib/db/client.ts";
import type { Actor as ActorRow, Waiver } from "#prisma/generated/client.ts";
import { type Actor, hasRole } from "../domain/actor.ts";
import type { Duty } from "../domain/rotation/approvals.ts";
import type { WaiverView } from "../domain/rotation/waiver-views.ts";
import { mayDecideWaiver } from "../domain/rotation/waivers.ts";

export const WITH_PEOPLE = { proposer: true, decider: true } as const;
export type WaiverRow = Waiver & { proposer: ActorRow; decider: ActorRow | null };

/** `href`: where the facts are shown; `isOutdated`: what it names is no longer as it was. */
export function waiverView(
  row: WaiverRow,
  viewer: Actor,
  place: { duty: Duty | null; href: string; isOutdated: boolean },
): WaiverView {
  const outdated = place.isOutdated && row.status === "open";
  const permitted = mayDecideWaiver(viewer, row, place.duty);
  const isMine = row.proposedBy === viewer.id && hasRole(viewer, "security-engineer");
  return {
    id: row.id,
    kind: row.kind === "cell" ? "cell" : "check",
    rotationId: row.rotationId,
    subject: row.kind === "cell" ? `${row.columnName} of row ${row.rowId}` : `${row.label}: ${row.value}`,
    href: place.href,
    reason: row.reason,
    status: outdated ? "outdated" : (row.status as WaiverView["status"]),
    proposedBy: row.proposer.name,
    proposedAt: row.proposedAt.toISOString(),
    decidedBy: row.decider?.name ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    comment: row.comment,
    mayDecide: permitted.ok && !outdated,
    whyNot: permitted.ok ? null : permitted.problem.message,
    mayWithdraw: isMine && row.status === "open",
  };
}

/** Waivers that wait for a second person and still name what is there, oldest first. */
export async function listOpenWaivers(db: Database, viewer: Actor): Promise<WaiverView[]> {
  const rows = await db.waiver.findMany({
    where: { status: "open", rotation: { status: "active" } },
    include: {
      ...WITH_PEOPLE,
      rotation: { include: { participants: { where: { actorId: viewer.id } } } },
      phaseRun: { include: { checks: { where: { moment: "inspection" } } } },
    },
    orderBy: { proposedAt: "asc" },
    take: 200,
  });
  const sameCells = await unchangedCells(db);
  return rows.flatMap((row) => {
    const { rotation, phaseRun } = row;
    const isSame = phaseRun
      ? isHeldUp(phaseRun) &&
        rotation.epoch === row.epoch &&
        phaseRun.checks.some((check) => answers(check, row))
      : sameCells.has(row.id);
    if (!isSame) return [];
    const duty = (rotation.participants[0]?.duty as Duty | undefined) ?? null;
    return [waiverView(row, viewer, { duty, href: hrefOf(row, phaseRun?.stepId), isOutdated: false })];
  });
}

/** Whether anything still waits for the checks of this run: once it has started, nobody decides on a waiver of them. */
export function isHeldUp({ status }: { status: string }): boolean {
  return !["running", "completed", "superseded"].includes(status);
}

/** Whether a check still says what the waiver was proposed for. */
export function answers(
  check: { checkId: string; outcome: string; value: string },
  waiver: { checkId: string | null; outcome: string | null; value: string | null },
): boolean {
  const { checkId, outcome, value } = waiver;
  return check.checkId === checkId && check.outcome === outcome && check.value === value;
}

function hrefOf({ rotationId, rowKey }: Waiver, stepId: string | undefined): string {
  if (stepId === undefined)
    return `/rotations/${rotationId}/quarantine?row=${encodeURIComponent(rowKey ?? "")}`;
  return stepId === "checklist"
    ? `/rotations/${rotationId}/checklist`
    : `/rotations/${rotationId}/steps/${stepId}`;
}

/** Open waivers of cells whose bytes and proof are as they were. */
async function unchangedCells(db: Database): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT w.id::text FROM key_rotation.waiver w JOIN key_rotation.quarantine q
      ON q.column_name = w.column_name AND q.row_key = w.row_key AND q.digest = w.digest
    WHERE w.kind = 'cell' AND w.status = 'open' AND q.resolved_at IS NULL AND q.opens_with IS NULL`;
  return new Set(rows.map((row) => row.id));
}

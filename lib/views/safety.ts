import type { Database } from "#lib/db/client.ts";
import { type Actor, hasRole } from "../domain/actor.ts";
import type { MonitorView, SafetyIssueView, SafetyView } from "../domain/rotation/live-views.ts";

const HISTORY = 200;
const HOUR_MS = 3_600_000;

interface PeriodRow {
  started_at: Date;
  renewed_at: Date | null;
  ends_at: Date;
  is_over: boolean;
  hour_ms: number;
  retired: boolean;
}

/** The safety period as this person may see and act on it; null before it began. */
export async function findSafety(
  db: Database,
  viewer: Actor,
  rotationId: string,
): Promise<SafetyView | null> {
  const [period] = await db.$queryRaw<PeriodRow[]>`
    SELECT p.started_at, p.renewed_at, p.ends_at, p.ends_at <= clock_timestamp() AS is_over, r.retired_at IS NOT NULL AS retired,
      extract(epoch FROM p.hour)::float8 * 1000 AS hour_ms
    FROM key_rotation.safety_period p JOIN key_rotation.rotation r ON r.id = p.rotation_id
    WHERE p.rotation_id = ${rotationId}`;
  if (!period) return null;
  const isTeam = hasRole(viewer, "security-engineer") || hasRole(viewer, "security-approver");
  return {
    startedAt: period.started_at.toISOString(),
    renewedAt: period.renewed_at?.toISOString() ?? null,
    endsAt: period.ends_at.toISOString(),
    isOver: period.is_over,
    isCompressed: period.hour_ms < HOUR_MS,
    issues: await listIssues(db, viewer, rotationId),
    monitors: await listMonitors(db, rotationId),
    mayReport: isTeam && !period.retired,
  };
}

async function listIssues(db: Database, viewer: Actor, rotationId: string): Promise<SafetyIssueView[]> {
  const rows = await db.safetyIssue.findMany({
    where: { rotationId },
    include: { opener: true, proposer: true, closer: true },
    orderBy: { openedAt: "desc" },
  });
  const isEngineer = hasRole(viewer, "security-engineer");
  const isTeam = isEngineer || hasRole(viewer, "security-approver");
  return rows.map((row) => ({
    id: row.id,
    source: row.monitor === null ? "person" : "monitor",
    description: row.description,
    openedBy: row.opener?.name ?? "monitor",
    openedAt: row.openedAt.toISOString(),
    resolution: row.resolution,
    proposedBy: row.proposer?.name ?? null,
    proposedAt: row.proposedAt?.toISOString() ?? null,
    closedBy: row.closer?.name ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    mayPropose: isEngineer && row.closedAt === null,
    mayClose:
      isTeam &&
      row.closedAt === null &&
      row.proposer !== null &&
      row.proposer.id !== viewer.id &&
      row.proposer.platformUserId !== viewer.platformUserId,
  }));
}

async function listMonitors(db: Database, rotationId: string): Promise<MonitorView[]> {
  const samples = await db.monitorSample.findMany({
    where: { rotationId },
    orderBy: { at: "desc" },
    take: HISTORY * 8,
  });
  const byMonitor = Map.groupBy(samples, (sample) => sample.monitor);
  return [...byMonitor.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, readings]) => {
      const [newest] = readings;
      if (!newest) return [];
      const history = readings.slice(0, HISTORY).toReversed();
      return {
        id,
        label: newest.label,
        outcome: outcomeOf(newest.outcome),
        value: newest.value,
        at: newest.at.toISOString(),
        history: history.map((it) => ({ at: it.at.toISOString(), outcome: outcomeOf(it.outcome) })),
      };
    });
}

function outcomeOf(stored: string): MonitorView["outcome"] {
  return stored === "pass" || stored === "fail" ? stored : "unknown";
}

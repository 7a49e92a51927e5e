import type { Database } from "#lib/db/client.ts";
import { databaseTime } from "#lib/db/database-time.ts";
import type { HistoryRowView, QuarterView } from "../domain/compliance/compliance-views.ts";
import { runJob } from "../domain/rotation/steps/re-encrypt.ts";
import { dayOf } from "../domain/schedule/day.ts";
import { judgeQuarter, quartersOf } from "../domain/schedule/quarters.ts";
import { findPolicy } from "./settings.ts";

/** Every rotation as the procedure's history table shows it, newest first; numbers come from the ledger's evidence. */
export async function listHistory(db: Database): Promise<HistoryRowView[]> {
  const rows = await db.rotation.findMany({
    include: {
      participants: { include: { actor: true }, orderBy: { since: "asc" } },
      phaseRuns: { where: { stepId: "re-encrypt", status: "completed" }, include: { evidence: true } },
      issues: true,
    },
    orderBy: { createdAt: "desc" },
  });
  return rows.map((row) => {
    const evidence = row.phaseRuns.at(-1)?.evidence;
    const named = (duty: string) =>
      row.participants.filter((it) => it.duty === duty).map((it) => it.actor.name);
    const columns = evidence ? runJob.readEvidence(evidence.data).columns : [];
    const waived = columns.reduce((sum, column) => sum + column.waived, 0);
    const issues = row.issues.length;
    return {
      rotationId: row.id,
      type: row.type as HistoryRowView["type"],
      status: row.status === "active" ? "running" : (row.status as "completed" | "cancelled"),
      startedAt: row.createdAt.toISOString(),
      endedAt: row.finishedAt?.toISOString() ?? null,
      oldVersion: row.oldVersion,
      newVersion: row.newVersion,
      columns: columns.map(({ column, reencrypted }) => ({ column, reencrypted })),
      operators: named("operator"),
      approvers: named("approver"),
      notes: [
        row.cancelledReason === null ? "" : `cancelled before its key was used: ${row.cancelledReason}`,
        issues === 0 ? "" : `${issues} ${issues === 1 ? "issue" : "issues"} in the safety period`,
        waived === 0 ? "" : `${waived} ${waived === 1 ? "cell" : "cells"} waived by two people`,
      ]
        .filter((note) => note !== "")
        .join("; "),
    };
  });
}

/** Quarters of this year and the last, judged by the real rotations completed in them. */
export async function listQuarters(db: Database): Promise<QuarterView[]> {
  const [adoption, now, policy] = await Promise.all([
    db.adoption.findUnique({ where: { id: 1 } }),
    databaseTime(db),
    findPolicy(db),
  ]);
  const dayOfCompany = (at: Date) => dayOf(at, policy.value.timeZone);
  const today = dayOfCompany(now);
  const since = dayOfCompany(adoption?.confirmedAt ?? now);
  const rows = await db.rotation.findMany({
    where: { status: "completed", type: { not: "drill" } },
    orderBy: { finishedAt: "asc" },
  });
  const done = rows.flatMap(({ id, finishedAt }) =>
    finishedAt ? [{ id, on: dayOfCompany(finishedAt) }] : [],
  );
  const year = Number(today.slice(0, 4));
  return [...quartersOf(year - 1), ...quartersOf(year)].map((quarter) => {
    const first = done.find(({ on }) => on >= quarter.opensOn && on < quarter.endsOn);
    return {
      label: quarter.label,
      date: quarter.date,
      status: judgeQuarter(quarter, first?.on ?? null, since, today),
      rotationId: first?.id ?? null,
    };
  });
}

export interface LastRotation {
  createdAt: string;
  oldVersion: string;
  newVersion: string;
  records: string;
  type: string;
}

/** The procedure's own query, with drills left out. The page shows this very text. */
export const LAST_FIVE_SQL = `SELECT created_at, changes->>'old_version' AS old_version, changes->>'new_version' AS new_version,
  changes->>'records_reencrypted' AS records, changes->>'rotation_type' AS rotation_type
FROM public.audit_log
WHERE action = 'KEY_ROTATION' AND action_context <> 'drill'
ORDER BY created_at DESC
LIMIT 5`;

interface LastFiveRow {
  created_at: Date;
  old_version: string;
  new_version: string;
  records: string;
  rotation_type: string;
}

/** The last five `KEY_ROTATION` rows of audit_log, newest first. */
export async function listLastFive(db: Database): Promise<LastRotation[]> {
  const rows = await db.$queryRawUnsafe<LastFiveRow[]>(LAST_FIVE_SQL);
  return rows.map((row) => ({
    createdAt: row.created_at.toISOString(),
    oldVersion: row.old_version,
    newVersion: row.new_version,
    records: row.records,
    type: row.rotation_type,
  }));
}

import type { Database } from "#lib/db/client.ts";
import { databaseTime } from "#lib/db/database-time.ts";
import { nextRotation, type PlannedRotation } from "../domain/schedule/next-rotation.ts";
import { overdueReason, rotationDue } from "../domain/schedule/rotation-due.ts";
import type { NextRotationView, PlannedRotationView } from "../domain/schedule/schedule-views.ts";
import { findPolicy } from "./settings.ts";

/** The rotation that replaces the key that was activated then, as the database's clock sees it. */
export async function findNextRotation(db: Database, activatedAt: Date): Promise<NextRotationView> {
  const [now, policy] = await Promise.all([databaseTime(db), findPolicy(db)]);
  const { timeZone } = policy.value;
  const planned = nextRotation(activatedAt, timeZone);
  const proposal = await db.rotationProposal.findFirst({ where: { proposedAt: { gte: activatedAt } } });
  return {
    ...plannedView(planned),
    due: rotationDue(planned, now, timeZone),
    overdue: overdueReason(planned, activatedAt, now, timeZone),
    proposedAt: proposal?.proposedAt.toISOString() ?? null,
  };
}

export function plannedView({ quarter, ...planned }: PlannedRotation): PlannedRotationView {
  const { date, opensOn, policyDay, conflict } = planned;
  const { label, date: calendarDay, deadline } = quarter;
  return { quarter: label, date, opensOn, calendarDay, deadline, policyDay, conflict };
}

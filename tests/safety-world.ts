import { SYSTEM } from "#lib/operations/caller.ts";
import { openSafetyPeriod } from "#lib/operations/safety/open-safety-period.ts";
import { reportIssue } from "#lib/operations/safety/report-issue.ts";
import type { PhaseRun, SafetyIssue } from "#prisma/generated/client.ts";
import { jumpTo } from "./jump-to-phase.ts";
import { must, type Name, type World } from "./operations-world.ts";

/** A verified rotation whose safety period was opened by the worker and is being watched. */
export async function watching(world: World): Promise<PhaseRun> {
  const run = await jumpTo(world, { stepId: "safety-period", phaseId: "watch", status: "running" });
  await must(openSafetyPeriod(world.worker, SYSTEM, { phaseRunId: run.id }));
  return run;
}

/** A period that begins now, written past the operations by the database's owner. */
export async function beginPeriod(world: World, { id, rotationId }: PhaseRun): Promise<void> {
  await world.database.pool.query(
    `INSERT INTO key_rotation.safety_period (rotation_id, ends_at, hour, watch_run)
     VALUES ($1, now() + interval '24 h', '1 h', $2)`,
    [rotationId, id],
  );
}

export async function reported(world: World, rotationId: string, by: Name = "ana"): Promise<SafetyIssue> {
  const description = `A clinic sees no phone numbers, says ${by}.`;
  await must(reportIssue(world.web, world.people[by], { rotationId, description }));
  return world.web.db.safetyIssue.findFirstOrThrow({ orderBy: { openedAt: "desc" } });
}

/** What the page posts to close this issue as it stands now. */
export async function asShown(
  { web }: World,
  issueId: string,
): Promise<{ issueId: string; proposedAt: string }> {
  const { proposedAt } = await web.db.safetyIssue.findUniqueOrThrow({ where: { id: issueId } });
  return { issueId, proposedAt: (proposedAt ?? new Date(0)).toISOString() };
}

import { SYSTEM } from "../operations/caller.ts";
import { openSafetyPeriod } from "../operations/safety/open-safety-period.ts";
import { reportIssue } from "../operations/safety/report-issue.ts";
import type { MonitorResult, SafetyState, SafetyWatch } from "../ports/safety-watch.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const SHORTEST_INTERVAL_MS = 1_000;
const READINGS_PER_HOUR = 60;

/** The safety period of one rotation as one phase run sees it: its timer is a row, its clock the database's. */
export function createSafetyWatch(
  deps: WorkerDeps,
  { rotationId, phaseRunId }: { rotationId: string; phaseRunId: string },
): SafetyWatch {
  const state = () => readState(deps, rotationId);
  return {
    intervalMs: Math.max(SHORTEST_INTERVAL_MS, deps.hourMs / READINGS_PER_HOUR),
    state,
    begin: async () => {
      const begun = () => deps.db.safetyPeriod.count({ where: { rotationId, watchRun: phaseRunId } });
      if ((await begun()) > 0) return;
      const opened = await openSafetyPeriod(deps, SYSTEM, { phaseRunId });
      if (!opened.ok && (await begun()) === 0) throw new Error(opened.problem.message);
    },
    explainedUntil: async (monitor) => {
      const { startedAt } = await state();
      const closed = await deps.db.safetyIssue.findFirst({
        where: { rotationId, monitor, closedAt: { not: null } },
        orderBy: { proposedAt: "desc" },
      });
      return closed?.proposedAt ?? startedAt;
    },
    closedIssues: () => deps.db.safetyIssue.count({ where: { rotationId, closedAt: { not: null } } }),
    record: async (results, closedBefore) => {
      await deps.db.monitorSample.createMany({
        data: results.map(({ id, ...result }) => ({ ...result, rotationId, monitor: id })),
        // Two workers may read at the same microsecond.
        skipDuplicates: true,
      });
      for (const result of results) {
        if (result.outcome === "fail") await reportFailure(deps, { rotationId, closedBefore }, result);
      }
      await deps.db.$queryRaw`SELECT pg_notify('key_rotation', '{"topic":"safety"}')::text`;
      return state();
    },
  };
}

async function readState({ db }: WorkerDeps, rotationId: string): Promise<SafetyState> {
  const [row] = await db.$queryRaw<SafetyState[]>`
    SELECT p.started_at AS "startedAt", p.ends_at AS "endsAt", p.ends_at <= clock_timestamp() AS "isOver",
      (SELECT count(*)::int FROM key_rotation.safety_issue i
        WHERE i.rotation_id = p.rotation_id AND i.closed_at IS NULL) AS "openIssues"
    FROM key_rotation.safety_period p WHERE p.rotation_id = ${rotationId}`;
  if (!row) throw new Error("The safety period has not begun.");
  return row;
}

/** One issue per monitor stays open until people close it, however often the monitor fails meanwhile. */
async function reportFailure(
  deps: WorkerDeps,
  { rotationId, closedBefore }: { rotationId: string; closedBefore: number },
  { id, label, value }: MonitorResult,
): Promise<void> {
  const open = await deps.db.safetyIssue.count({ where: { rotationId, monitor: id, closedAt: null } });
  if (open > 0) return;
  const report = { rotationId, monitor: id, closedBefore, description: `${label}: ${value}.` };
  await reportIssue(deps, SYSTEM, report);
}

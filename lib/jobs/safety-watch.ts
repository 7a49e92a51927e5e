import { SYSTEM } from "../operations/caller.ts";
import { openSafetyPeriod } from "../operations/safety/open-safety-period.ts";
import { reportIssue } from "../operations/safety/report-issue.ts";
import type { MonitorResult, SafetyState, SafetyWatch } from "../ports/safety-watch.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const SHORTEST_INTERVAL_MS = 1_000;
const READINGS_PER_HOUR = 60;

/** The safety period of one rotation: its timer is a row, its clock the database's. */
export function createSafetyWatch(deps: WorkerDeps, rotationId: string): SafetyWatch {
  const read = async (): Promise<SafetyState | null> => {
    const [row] = await deps.db.$queryRaw<SafetyState[]>`
      SELECT p.started_at AS "startedAt", p.ends_at AS "endsAt", p.ends_at <= clock_timestamp() AS "isOver",
        (SELECT count(*)::int FROM key_rotation.safety_issue i
          WHERE i.rotation_id = p.rotation_id AND i.closed_at IS NULL) AS "openIssues"
      FROM key_rotation.safety_period p WHERE p.rotation_id = ${rotationId}`;
    return row ?? null;
  };
  const open = async (): Promise<SafetyState> => {
    const begun = await read();
    if (begun) return begun;
    await openSafetyPeriod(deps, SYSTEM, { rotationId });
    const opened = await read();
    if (!opened) throw new Error("The safety period could not be started.");
    return opened;
  };
  return {
    intervalMs: Math.max(SHORTEST_INTERVAL_MS, deps.hourMs / READINGS_PER_HOUR),
    open,
    record: async (results) => {
      await deps.db.monitorSample.createMany({
        data: results.map(({ id, ...result }) => ({ ...result, rotationId, monitor: id })),
      });
      for (const result of results) {
        if (result.outcome === "fail") await reportFailure(deps, rotationId, result);
      }
      await deps.db.$queryRaw`SELECT pg_notify('key_rotation', '{"topic":"safety"}')::text`;
      return open();
    },
  };
}

/** One issue per monitor stays open until people close it, however often the monitor fails meanwhile. */
async function reportFailure(
  deps: WorkerDeps,
  rotationId: string,
  { id, label }: MonitorResult,
): Promise<void> {
  const description = `${label}: the monitor ${id} failed.`;
  const known = await deps.db.safetyIssue.count({ where: { rotationId, description, closedAt: null } });
  if (known === 0) await reportIssue(deps, SYSTEM, { rotationId, description });
}

import type { Database } from "#lib/db/client.ts";
import type { SchedulerView } from "../domain/schedule/schedule-views.ts";
import { findSignsOfLife, SILENT_AFTER_S } from "./signs-of-life.ts";

/** Whether anybody still looks at the calendar, for the pages that rely on it. */
export async function findScheduler(db: Database): Promise<SchedulerView> {
  const { scheduler, ping } = await findSignsOfLife(db);
  return {
    silent: scheduler.silent,
    passedAt: scheduler.at?.toISOString() ?? null,
    silentAfterS: SILENT_AFTER_S.scheduler,
    outside: ping && { pingedAt: ping.at?.toISOString() ?? null, problem: ping.problem },
  };
}

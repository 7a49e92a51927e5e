import type { Database } from "#lib/db/client.ts";
import { findSignsOfLife } from "./signs-of-life.ts";

/** The last heartbeat of any worker, as an ISO instant, when it counts as silent; "never" before the first. */
export async function findWorkerSilence(db: Database): Promise<string | null> {
  const { worker } = await findSignsOfLife(db);
  return worker.silent ? (worker.at?.toISOString() ?? "never") : null;
}

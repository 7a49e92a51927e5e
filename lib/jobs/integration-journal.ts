import type { Database } from "#lib/db/client.ts";
import { log } from "../log.ts";
import type { PortError } from "../ports/port-error.ts";
import { describeError } from "./describe-error.ts";

/** How one call of an outside system went: null when it answered. */
export type Note = (problem: PortError | null) => void;

export interface IntegrationJournal {
  of: (integrationId: string) => Note;
  /** When everything that was noted until now is written. */
  written: () => Promise<void>;
}

const USED_EVERY_SECONDS = 5;

/**
 * Keeps since when each outside system works or fails. Bookkeeping beside the calls: it delays and fails none of them,
 * and writes the notes of one system in the order in which its calls ended.
 */
export function createIntegrationJournal(db: Database): IntegrationJournal {
  const pending = new Map<string, Promise<void>>();
  const note = (id: string, problem: PortError | null) => {
    const written = (pending.get(id) ?? Promise.resolve())
      .then(() => (problem ? noteProblem(db, id, describeError(problem)) : noteAnswer(db, id)))
      .catch((error: unknown) => log.warn({ integration: id, error: describeError(error) }, "not noted"));
    pending.set(id, written);
  };
  return {
    of: (id) => (problem) => note(id, problem),
    written: async () => void (await Promise.all(pending.values())),
  };
}

/** The beginning stays while the reason changes: what refused and then timed out was down all the time. */
async function noteProblem(db: Database, id: string, problem: string): Promise<void> {
  const changed = await db.$executeRaw`
    UPDATE key_rotation.integration SET working_since = NULL, last_problem = ${problem},
      problem_since = coalesce(problem_since, now()), last_used_at = now()
    WHERE id = ${id} AND last_problem IS DISTINCT FROM ${problem}`;
  if (changed > 0) return announceIntegrations(db);
  await db.$executeRaw`
    UPDATE key_rotation.integration SET last_used_at = now()
    WHERE id = ${id} AND last_used_at < now() - make_interval(secs => ${USED_EVERY_SECONDS})`;
}

async function noteAnswer(db: Database, id: string): Promise<void> {
  const changed = await db.$executeRaw`
    UPDATE key_rotation.integration SET working_since = now(), last_problem = NULL, problem_since = NULL,
      last_ok_at = now(), last_used_at = now()
    WHERE id = ${id} AND working_since IS NULL`;
  if (changed > 0) return announceIntegrations(db);
  await db.$executeRaw`
    UPDATE key_rotation.integration SET last_ok_at = now(), last_used_at = now()
    WHERE id = ${id} AND last_used_at < now() - make_interval(secs => ${USED_EVERY_SECONDS})`;
}

export async function announceIntegrations(db: Database): Promise<void> {
  await db.$queryRaw`SELECT pg_notify('key_rotation', '{"topic":"integration"}')::text`;
}

import type { Database } from "#lib/db/client.ts";
import type { Integration } from "../ports/integration.ts";
import { announceIntegrations } from "./integration-journal.ts";

/** Writes at the worker's start which systems there are. What was known about one ends when its settings are others. */
export async function registerIntegrations(
  db: Database,
  integrations: readonly Integration[],
): Promise<void> {
  for (const [position, integration] of integrations.entries()) {
    const { id, name, purpose, withoutIt, stepsWait = true, target, configured } = integration;
    await db.$executeRaw`
      INSERT INTO key_rotation.integration AS known (id, position, name, purpose, without_it, steps_wait, target, configured)
      VALUES (${id}, ${position}, ${name}, ${purpose}, ${withoutIt}, ${stepsWait}, ${target}, ${configured})
      ON CONFLICT (id) DO UPDATE SET position = excluded.position, name = excluded.name, purpose = excluded.purpose,
        without_it = excluded.without_it, steps_wait = excluded.steps_wait`;
    await db.$executeRaw`
      UPDATE key_rotation.integration SET target = ${target}, configured = ${configured}, working_since = NULL,
        last_ok_at = NULL, last_problem = NULL, problem_since = NULL, last_used_at = NULL
      WHERE id = ${id} AND (target, configured) IS DISTINCT FROM (${target}, ${configured})`;
  }
  await announceIntegrations(db);
}

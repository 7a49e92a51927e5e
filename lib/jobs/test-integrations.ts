import type { ConnectionCheck } from "../ports/integration.ts";
import { describeError } from "./describe-error.ts";
import { announceIntegrations } from "./integration-journal.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** Longer than any adapter retries; after it another worker may test in the place of one that died. */
const CLAIM_SECONDS = 120;

interface Claimed {
  id: string;
  integration_id: string;
}

/** Carries out the tests that people asked for, each by one worker. A measurement: who asked is in the audit log. */
export async function testIntegrations(deps: WorkerDeps): Promise<void> {
  for (let next = await claimNext(deps); next; next = await claimNext(deps)) await carryOut(deps, next);
}

async function claimNext({ db, integrations }: WorkerDeps): Promise<Claimed | undefined> {
  const known = integrations.map(({ id }) => id);
  const [row] = await db.$queryRaw<Claimed[]>`
    UPDATE key_rotation.integration_test SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
    WHERE id = (
      SELECT id FROM key_rotation.integration_test
      WHERE finished_at IS NULL AND (claimed_until IS NULL OR claimed_until < now()) AND integration_id = ANY (${known})
      ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id::text, integration_id`;
  return row;
}

async function carryOut(deps: WorkerDeps, { id, integration_id: integrationId }: Claimed): Promise<void> {
  const { checked, problem } = await ask(deps, integrationId);
  await deps.db.$executeRaw`
    UPDATE key_rotation.integration_test
    SET finished_at = now(), checked = ${JSON.stringify(checked)}::jsonb, problem = ${problem}
    WHERE id = ${id}::uuid AND finished_at IS NULL`;
  await announceIntegrations(deps.db);
}

async function ask(
  { integrations }: WorkerDeps,
  id: string,
): Promise<{ checked: ConnectionCheck[]; problem: string | null }> {
  const integration = integrations.find((it) => it.id === id);
  if (!integration?.configured)
    return { checked: [], problem: "Its settings are absent: give them to the worker and start it again." };
  return integration.test().then(
    (checked) => ({ checked, problem: null }),
    (error: unknown) => ({ checked: [], problem: describeError(error) }),
  );
}

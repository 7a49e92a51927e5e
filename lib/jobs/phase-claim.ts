import type { Database } from "#lib/db/client.ts";

const CLAIM_SECONDS = 20;
const RENEW_MS = 5_000;

export interface PhaseClaim {
  fence: bigint;
  /** Aborts when the claim was taken over; the holder must stop. */
  lost: AbortSignal;
  release: () => Promise<void>;
}

/**
 * Takes the phase run for this worker, or null when another holds it. Bookkeeping, not a decision: it changes nothing that
 * an auditor asks about, so it is no operation. Its fence is checked inside each operation that records an outcome.
 */
export async function claimPhase(
  db: Database,
  phaseRunId: string,
  workerId: string,
): Promise<PhaseClaim | null> {
  const [row] = await db.$queryRaw<{ fence: bigint }[]>`
    UPDATE key_rotation.phase_run
    SET claimed_by = ${workerId}, fence = fence + 1, claim_expires_at = now() + make_interval(secs => ${CLAIM_SECONDS})
    WHERE id = ${phaseRunId}::uuid AND status = 'running' AND (claimed_by IS NULL OR claim_expires_at < now())
    RETURNING fence`;
  if (!row) return null;
  const { fence } = row;
  const lost = new AbortController();
  const renew = setInterval(() => {
    renewClaim(db, phaseRunId, fence).then(
      (held) => held || lost.abort(new Error("Another worker has taken this phase over.")),
      () => undefined,
    );
  }, RENEW_MS);
  return {
    fence,
    lost: lost.signal,
    release: async () => {
      clearInterval(renew);
      await db.$executeRaw`
        UPDATE key_rotation.phase_run SET claimed_by = NULL, claim_expires_at = NULL
        WHERE id = ${phaseRunId}::uuid AND fence = ${fence}`;
    },
  };
}

async function renewClaim(db: Database, phaseRunId: string, fence: bigint): Promise<boolean> {
  const renewed = await db.$executeRaw`
    UPDATE key_rotation.phase_run SET claim_expires_at = now() + make_interval(secs => ${CLAIM_SECONDS})
    WHERE id = ${phaseRunId}::uuid AND fence = ${fence} AND status = 'running'`;
  return renewed === 1;
}

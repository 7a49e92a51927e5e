import type { Client } from "pg";
import { inTransaction } from "#lib/db/platform.ts";
import { LeaseLostError } from "./job-context.ts";

/**
 * A transaction that only the holder of the job can commit. The job's row stays locked in shared mode until then:
 * whoever takes the job over waits for this commit and so reads its checkpoint.
 */
export function fencedTransaction<T>(
  client: Client,
  { jobId, fence }: { jobId: string; fence: string },
  work: () => Promise<T>,
): Promise<T> {
  return inTransaction(client, async () => {
    const { rowCount } = await client.query(
      "SELECT 1 FROM key_rotation.reencryption_job WHERE id = $1 AND fence = $2 AND status = 'running' FOR SHARE",
      [jobId, fence],
    );
    if (rowCount !== 1) throw new LeaseLostError();
    return work();
  });
}

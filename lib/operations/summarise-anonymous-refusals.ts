import type { Database } from "#lib/db/client.ts";
import { appendAudit } from "./append-audit.ts";

interface Bucket {
  bucket: Date;
  operation: string;
  count: bigint;
}

/** Writes one event for each closed five minutes in which more anonymous calls were refused than the first. */
export async function summariseAnonymousRefusals(db: Database): Promise<void> {
  await db.$transaction(async (tx) => {
    const buckets = await tx.$queryRaw<Bucket[]>`
      UPDATE key_rotation.anonymous_refusal SET audited_count = count
      WHERE count > audited_count AND bucket < now() - interval '5 minutes'
      RETURNING bucket, operation, count`;
    const events = buckets.map(({ bucket, operation, count }) => ({
      action: "ACCESS_REFUSED",
      entityType: "operation",
      entityId: null,
      changes: { operation, code: "not-signed-in", since: bucket.toISOString(), calls: Number(count) },
      context: "compliance_maintenance" as const,
    }));
    await appendAudit(tx, { actor: null, kind: "anonymous", ipAddress: null }, events);
  });
}

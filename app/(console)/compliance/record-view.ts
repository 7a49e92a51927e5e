import "server-only";
import { clientAddress } from "#lib/auth/client-address.ts";
import { recordReading } from "#lib/operations/compliance/record-reading.ts";
import { web } from "#lib/runtime/web.ts";
import { hasReading } from "#lib/views/readings.ts";
import type { Viewer } from "#lib/views/viewer.ts";

const ONE_VISIT_MS = 15 * 60_000;

/**
 * Records that this person looks at the compliance page, before it is shown. The page renders again whenever something
 * changes, so one visit is recorded once. Throws when it cannot be recorded: unrecorded, nothing is shown.
 */
export async function recordView(viewer: Viewer): Promise<void> {
  const since = new Date(Date.now() - ONE_VISIT_MS);
  if (await hasReading(web().db, viewer, { what: "compliance", since })) return;
  const caller = {
    kind: "person" as const,
    actorId: viewer.id,
    ipAddress: await clientAddress(),
    authTime: viewer.authTime,
  };
  const outcome = await recordReading(web(), caller, { what: "compliance" });
  if (!outcome.ok) throw new Error(outcome.problem.message);
}

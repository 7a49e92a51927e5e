import type { Database } from "#lib/db/client.ts";
import { shownChecks } from "./shown-checks.ts";
import { WITH_PEOPLE } from "./waivers.ts";

const INCLUDE = {
  participants: true,
  issues: { where: { closedAt: null }, select: { id: true } },
  phaseRuns: {
    include: {
      starter: true,
      checks: { orderBy: { position: "asc" } },
      evidence: { include: { person: true } },
      requests: { where: { status: "approved" }, select: { id: true } },
      waivers: { include: WITH_PEOPLE, orderBy: { proposedAt: "desc" } },
    },
    orderBy: { attempt: "desc" },
  },
} as const;

/** One phase run with all that its page shows of it. */
export type PhaseRunRow = NonNullable<Awaited<ReturnType<typeof findStepRow>>>["phaseRuns"][number];

/** The rotation with its people and the runs of its phases, newest attempt first. */
export async function findStepRow(db: Database, rotationId: string) {
  const row = await db.rotation.findUnique({ where: { id: rotationId }, include: INCLUDE });
  return row && { ...row, phaseRuns: row.phaseRuns.map((run) => ({ ...run, ...shownChecks(run) })) };
}

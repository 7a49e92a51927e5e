import type { Database } from "#lib/db/client.ts";
import { WITH_PEOPLE } from "./waivers.ts";

const INCLUDE = {
  participants: true,
  _count: { select: { issues: { where: { closedAt: null } } } },
  phaseRuns: {
    include: {
      starter: true,
      checks: { where: { moment: "inspection" }, orderBy: { position: "asc" } },
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
export function findStepRow(db: Database, rotationId: string) {
  return db.rotation.findUnique({ where: { id: rotationId }, include: INCLUDE });
}

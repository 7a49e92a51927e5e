import { z } from "zod";
import type { PhaseRun } from "#prisma/generated/client.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";

/** The claim that a worker holds on a phase run. */
export const Fence = z.object({ phaseRunId: z.uuid(), fence: z.bigint() });

/** Refuses a worker whose claim was taken over meanwhile: it must not write any more. */
export function heldBy(run: PhaseRun, fence: bigint): Result<null> {
  return run.status === "running" && run.fence === fence
    ? ok(null)
    : refuse("stale", "Another worker has taken this phase over.");
}

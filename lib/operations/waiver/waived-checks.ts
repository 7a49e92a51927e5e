import type { Transaction } from "#lib/db/client.ts";
import { type AnsweredCheck, standingWaiver, waivedBy } from "../../domain/rotation/waivers.ts";
import type { LockedPhase } from "../rotation/locked-phase.ts";

/** The failing checks of this phase run that two people waived as they are now: check id → who and why. */
export async function waivedChecks(
  tx: Transaction,
  { run, rotation, phase }: LockedPhase,
  answered: readonly AnsweredCheck[],
): Promise<Map<string, string>> {
  const waivers = await tx.waiver.findMany({
    where: { phaseRunId: run.id, status: "approved" },
    include: { proposer: true, decider: true },
  });
  const scope = { epoch: rotation.epoch, checks: phase.checks };
  return new Map(
    answered.flatMap((check) => {
      const waiver = standingWaiver(check, waivers, scope);
      return waiver ? [[check.checkId, waivedBy(waiver)] as const] : [];
    }),
  );
}

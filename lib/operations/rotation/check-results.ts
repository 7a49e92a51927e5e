import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";

export const CheckResults = z.array(
  z.object({
    id: z.string(),
    label: z.string(),
    outcome: z.enum(["pass", "fail", "unknown"]),
    value: z.string(),
    expected: z.string(),
    source: z.string(),
    checkedAt: z.iso.datetime(),
  }),
);
export type CheckResults = z.infer<typeof CheckResults>;

/** Replaces the phase's results of one moment: its last inspection, or the judgement just before it was performed. */
export async function saveChecks(
  tx: Transaction,
  phaseRunId: string,
  moment: "inspection" | "perform",
  checks: CheckResults,
): Promise<void> {
  await tx.checkResult.deleteMany({ where: { phaseRunId, moment } });
  await tx.checkResult.createMany({
    data: checks.map(({ id, checkedAt, ...check }, position) => ({
      ...check,
      phaseRunId,
      moment,
      checkId: id,
      position,
      checkedAt: new Date(checkedAt),
    })),
  });
}

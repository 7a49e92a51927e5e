import type { Transaction } from "#lib/db/client.ts";

/** Closes the phase's open or granted request; an approval is used once and never revived. */
export async function endApproval(
  tx: Transaction,
  phaseRunId: string,
  how: "rejected" | "withdrawn" | "void" | "expired",
  now: Date,
): Promise<void> {
  await tx.approvalRequest.updateMany({
    where: { phaseRunId, status: { in: ["open", "approved"] } },
    data: { status: how, closedAt: now },
  });
}

import type { Transaction } from "#lib/db/client.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import type { Principal } from "../operation.ts";

/**
 * Refuses whoever operates the active rotation, with whichever account: an operator does not loosen what their own rotation
 * has to pass. `what` completes “a security approver who does not operate it has to …”.
 */
export async function refuseOperators(
  tx: Transaction,
  principal: Principal,
  what: string,
): Promise<Result<null>> {
  if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
  // Locked, so that nobody becomes an operator of it meanwhile.
  await tx.$queryRaw`SELECT id FROM key_rotation.rotation WHERE status = 'active' FOR UPDATE`;
  const { id, platformUserId } = principal.actor;
  const operates = await tx.participant.count({
    where: {
      duty: "operator",
      rotation: { status: "active" },
      OR: [{ actorId: id }, { actor: { platformUserId } }],
    },
  });
  return operates === 0
    ? ok(null)
    : refuse(
        "forbidden",
        `You operate the active rotation, with this account or another of yours, so a security approver who does not operate it has to ${what}.`,
      );
}

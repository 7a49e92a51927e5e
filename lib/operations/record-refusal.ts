import type { Database, Transaction } from "#lib/db/client.ts";
import type { Problem } from "../domain/problem.ts";
import { appendAudit } from "./append-audit.ts";
import type { Caller } from "./caller.ts";
import { loadActor } from "./load-actor.ts";

/**
 * Records that a call was refused. A signed-in person's refusal is an event of its own; anonymous ones are counted
 * per five minutes, and only the first of each count writes an event, so that a flood cannot lock the chain.
 */
export async function recordRefusal(
  db: Database,
  caller: Caller,
  refusal: { operation: string; problem: Problem },
): Promise<void> {
  await db.$transaction(async (tx) => {
    if (caller.kind === "anonymous" && !(await isFirstOfItsKind(tx, refusal.operation))) return;
    const actor = caller.kind === "person" ? await loadActor(tx, caller.actorId) : null;
    const ipAddress = caller.kind === "system" ? null : caller.ipAddress;
    await appendAudit(
      tx,
      { actor, kind: actor ? "person" : caller.kind === "system" ? "system" : "anonymous", ipAddress },
      [
        {
          action: "ACCESS_REFUSED",
          entityType: "operation",
          entityId: null,
          changes: {
            operation: refusal.operation,
            code: refusal.problem.code,
            reason: refusal.problem.message,
          },
          context: "compliance_maintenance",
        },
      ],
    );
  });
}

async function isFirstOfItsKind(tx: Transaction, operation: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    INSERT INTO key_rotation.anonymous_refusal (bucket, operation, audited_count)
    VALUES (date_bin('5 minutes', now(), 'epoch'), ${operation}, 1)
    ON CONFLICT (bucket, operation) DO UPDATE SET count = anonymous_refusal.count + 1
    RETURNING count`;
  return row?.count === 1n;
}

import type { Transaction } from "#lib/db/client.ts";
import { DEFAULT_POLICY, Policy } from "../../domain/settings/policy.ts";

/** The policy in force: what an approver saved, or the written procedure. */
export async function readPolicy(tx: Pick<Transaction, "setting">): Promise<Policy> {
  const row = await tx.setting.findUnique({ where: { key: "policy" } });
  return row ? Policy.parse(row.value) : DEFAULT_POLICY;
}

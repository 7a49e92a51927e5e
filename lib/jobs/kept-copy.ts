import type { Database } from "#lib/db/client.ts";
import { generate } from "../domain/rotation/steps/generate-key.ts";

/** What the record knows of a key: its fingerprint, null before it was generated, and the vault's item that was written. */
export async function keptCopy(db: Database, version: number) {
  const key = await db.keyVersion.findUnique({ where: { number: version } });
  const evidence = await db.evidence.findFirst({
    where: { phaseRun: { stepId: "generate-key", phaseId: generate.id, rotation: { newVersion: version } } },
  });
  const vault = evidence && generate.readEvidence(evidence.data).vault;
  return { fingerprint: key?.fingerprint ?? null, vaultItem: vault?.itemId ?? null };
}

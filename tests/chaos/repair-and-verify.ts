import { encrypt } from "#lib/crypto/envelope.ts";
import { verifyAll } from "#lib/engine/verify-all.ts";
import type { JobProcesses } from "./job-processes.ts";
import type { PhaseKeys } from "./keys.ts";
import { type ChaosWorld, PLANTED } from "./world.ts";

/** The other half of I8: once the planted cells are mended and a last rotation is done, the verification must say so. */
export async function repairAndVerify(
  world: ChaosWorld,
  processes: JobProcesses,
  keys: PhaseKeys,
): Promise<string[]> {
  const mended = encrypt(keys.keyring.only(keys.from), Buffer.from("mended"));
  await world.pool.query("UPDATE patient_persons SET phone_encrypted = $1 WHERE id <= $2", [mended, PLANTED]);
  await processes.run("mended", { workers: 1, rate: 1_000_000 }, keys.entries);
  const { status } = await verifyAll({ databaseUrl: world.url, keyring: keys.keyring.only(keys.to) });
  return status === "verified" ? [] : [`After the repair the verification says ${status}.`];
}

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { z } from "zod";

const HOLDERS = 2;
const Kept = z.array(z.string().startsWith("AGE-SECRET-KEY-"));

/** The escrow's public recipients; the two identities that open it stay in this file, as with two people of the team. */
export async function escrowRecipients(file: string): Promise<string[]> {
  if (!existsSync(file)) {
    const identities = await Promise.all(Array.from({ length: HOLDERS }, () => generateIdentity()));
    writeFileSync(file, JSON.stringify(identities), { mode: 0o600, flag: "wx" });
  }
  const identities = Kept.parse(JSON.parse(readFileSync(file, "utf8")));
  return Promise.all(identities.map((identity) => identityToRecipient(identity)));
}

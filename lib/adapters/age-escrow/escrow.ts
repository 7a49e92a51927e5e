import { createHash } from "node:crypto";
import { armor, Encrypter } from "age-encryption";
import type { Secret } from "#lib/domain/secret.ts";
import type { Escrow, SealedCopy } from "#lib/ports/escrow.ts";
import { PortError } from "#lib/ports/port-error.ts";

export interface EscrowConfig {
  /** Public age recipients, `age1…`; none switches the escrow off. */
  recipients: readonly string[];
}

/** Recipients are named by their place in errors: somebody may have configured an identity, which is secret. */
function addRecipients(encrypter: Encrypter, recipients: readonly string[]): void {
  for (const [index, recipient] of recipients.entries()) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      const message = `Entry ${index + 1} of ESCROW_AGE_RECIPIENTS is not an age recipient: it has to begin with age1.`;
      throw new PortError("invalid", message);
    }
  }
}

async function seal(recipients: readonly string[], key: Secret, label: string): Promise<SealedCopy> {
  if (recipients.length === 0) {
    const message =
      "No escrow is configured: set ESCROW_AGE_RECIPIENTS to the security team's age recipients.";
    throw new PortError("invalid", message);
  }
  const encrypter = new Encrypter();
  addRecipients(encrypter, recipients);
  const file = await encrypter.encrypt(key.reveal());
  const sealed = armor.encode(file);
  return { label, recipients, sealed, sha256: createHash("sha256").update(sealed).digest("hex") };
}

/** Copies of keys as armored age files, whose content is the key's text alone. */
export function createEscrow({ recipients }: EscrowConfig): Escrow {
  const unique = [...new Set(recipients)];
  return { recipients: unique, seal: (key, label) => seal(unique, key, label) };
}

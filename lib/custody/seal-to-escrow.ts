import type { Escrow, SealedCopy } from "#lib/ports/escrow.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { SecretStore } from "#lib/ports/secret-store.ts";
import { readKey } from "./read-key.ts";

export interface ArchivedCopy {
  label: string;
  recipients: number;
  sha256: string;
}

/** The team's escrow: how a key is sealed, and where the sealed copy is kept. */
export interface EscrowDesk extends Escrow {
  find: (keyVersion: number) => Promise<ArchivedCopy | null>;
  archive: (copy: SealedCopy & { keyVersion: number }) => Promise<void>;
}

/**
 * Seals the key once: sealing gives other bytes each time, so the archived copy is the one that counts. Null when there is
 * nobody to seal it to.
 */
export async function sealToEscrow(
  store: SecretStore,
  desk: EscrowDesk,
  { version, label }: { version: number; label: string },
): Promise<ArchivedCopy | null> {
  const archived = await desk.find(version);
  if (archived || desk.recipients.length === 0) return archived;
  const { key } = await readKey(store, version);
  const copy = await desk.seal(key, label);
  await desk.archive({ ...copy, keyVersion: version });
  const kept = await desk.find(version);
  if (!kept) throw new PortError("unavailable", "The sealed copy could not be kept. Try again.");
  return kept;
}

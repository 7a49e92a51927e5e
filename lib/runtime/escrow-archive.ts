import type { Database } from "#lib/db/client.ts";
import type { SealedCopy } from "#lib/ports/escrow.ts";

/** Where sealed copies are kept: one per key version, the first one wins. */
export function createEscrowArchive(db: Database) {
  const find = async (keyVersion: number) => {
    const copy = await db.escrowCopy.findUnique({ where: { keyVersion } });
    return copy && { label: copy.label, recipients: copy.recipients.length, sha256: copy.sha256 };
  };
  return {
    find,
    archive: async ({
      keyVersion,
      label,
      recipients,
      sealed,
      sha256,
    }: SealedCopy & { keyVersion: number }) => {
      await db.$executeRaw`
        INSERT INTO key_rotation.escrow_copy (key_version, label, recipients, sealed, sha256)
        VALUES (${keyVersion}, ${label}, ${[...recipients]}, ${sealed}, ${sha256}) ON CONFLICT DO NOTHING`;
    },
  };
}

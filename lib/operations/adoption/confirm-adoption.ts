import { z } from "zod";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { AdoptionProposal } from "./propose-adoption.ts";

/** An approver's word that what the worker found is the platform's state. It creates the first key versions. */
export const confirmAdoption = defineOperation({
  name: "confirm-adoption",
  input: z.object({ proposedAt: z.iso.datetime() }),
  permit: personWith("security-approver"),
  run: async ({ tx, principal, now }, { proposedAt }) => {
    await tx.$queryRaw`SELECT id FROM key_rotation.adoption WHERE id = 1 FOR UPDATE`;
    const adoption = await tx.adoption.findUnique({ where: { id: 1 } });
    if (!adoption) return refuse("wrong-state", "The worker has not inspected the platform yet.");
    if (adoption.confirmedAt) return refuse("wrong-state", "The platform's state was confirmed before.");
    if (adoption.proposedAt.toISOString() !== new Date(proposedAt).toISOString()) {
      return refuse(
        "stale",
        "The platform was inspected again meanwhile. Reload the page and read it again.",
      );
    }
    const proposal = AdoptionProposal.parse(adoption.proposal);
    const activatedAt = proposal.activatedAt ? new Date(proposal.activatedAt) : now;
    await tx.keyVersion.createMany({
      data: proposal.keys.map(({ version, fingerprint }) =>
        version === proposal.currentVersion
          ? { number: version, fingerprint, state: "active", activatedAt }
          : { number: version, fingerprint, state: "deactivated", deactivatedAt: activatedAt },
      ),
    });
    const confirmedBy = principal.actor?.id ?? null;
    await tx.adoption.update({ where: { id: 1 }, data: { confirmedAt: now, confirmedBy } });
    return ok({
      result: null,
      events: [
        {
          action: "PLATFORM_ADOPTED",
          entityType: "encryption_key",
          entityId: BigInt(proposal.currentVersion),
          changes: { current_version: proposal.currentVersion, keys: proposal.keys },
          context: "compliance_maintenance" as const,
        },
      ],
    });
  },
});

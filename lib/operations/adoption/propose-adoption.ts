import { z } from "zod";
import { ok } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";

/** What the worker found on a platform that Keyturn has not adopted yet. */
export const AdoptionProposal = z.object({
  currentVersion: z.number().int(),
  keys: z.array(z.object({ version: z.number().int(), fingerprint: z.string() })).min(1),
  otherEntries: z.number().int(),
  census: z.array(
    z.object({
      column: z.string(),
      nonNull: z.number().int(),
      byVersion: z.record(z.string(), z.number().int()),
      tooShort: z.number().int(),
    }),
  ),
  /** Newest KEY_ROTATION row of audit_log that made the current version current; null when there is none. */
  activatedAt: z.iso.datetime().nullable(),
});
export type AdoptionProposal = z.infer<typeof AdoptionProposal>;

/** Stores what was found until an approver confirms it. Nothing is adopted by this. */
export const proposeAdoption = defineOperation({
  name: "propose-adoption",
  input: AdoptionProposal,
  permit: systemOnly,
  run: async ({ tx, now }, proposal) => {
    // Two workers that look at the same platform at once take turns.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('adoption'))::text`;
    const data = { proposal, proposedAt: now };
    await tx.adoption.upsert({ where: { id: 1 }, create: data, update: data });
    return ok({
      result: null,
      events: [
        {
          action: "PLATFORM_INSPECTED",
          entityType: "encryption_key",
          entityId: BigInt(proposal.currentVersion),
          changes: { current_version: proposal.currentVersion, keys: proposal.keys },
          context: "compliance_maintenance" as const,
        },
      ],
    });
  },
});

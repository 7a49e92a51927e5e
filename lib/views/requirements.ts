import type { Database } from "#lib/db/client.ts";
import type { RequirementView } from "../domain/compliance/compliance-views.ts";
import { REQUIREMENTS } from "../domain/compliance/requirements.ts";

/** The requirements with the newest event that shows each control at work. */
export async function listRequirements(db: Database): Promise<RequirementView[]> {
  const proofs = await db.$queryRaw<{ action: string; seq: bigint; created_at: Date }[]>`
    SELECT DISTINCT ON (l.action) l.action, c.seq, l.created_at
    FROM key_rotation.audit_chain c JOIN public.audit_log l ON l.id = c.audit_log_id
    WHERE l.action = ANY(${REQUIREMENTS.map((it) => it.provedBy)}) AND l.action_context <> 'drill'
    ORDER BY l.action, c.seq DESC`;
  return REQUIREMENTS.map(({ provedBy, citation, title, kind, control }) => {
    const proof = proofs.find((it) => it.action === provedBy);
    return {
      citation,
      title,
      kind,
      control,
      lastProof: proof
        ? {
            text: `${provedBy}, event ${proof.seq}`,
            at: proof.created_at.toISOString(),
            href: `/audit/${proof.seq}`,
          }
        : null,
    };
  });
}

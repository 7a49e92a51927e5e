import type { Pool } from "pg";
import type { Samples } from "./page-list.ts";

/** Rows that stand for the parameters of addresses, where a rotation has been approved at least once. */
export async function findSamples(owner: Pool): Promise<Samples> {
  const { rows } = await owner.query<Samples>(
    `SELECT r.id::text AS approval, r.rotation_id AS rotation,
       (SELECT id::text FROM key_rotation.outgoing_message LIMIT 1) AS message,
       (SELECT max(c.seq)::text FROM key_rotation.audit_chain c JOIN public.audit_log l ON l.id = c.audit_log_id
        WHERE l.action = 'APPROVAL_GIVEN') AS event
     FROM key_rotation.approval_request r ORDER BY r.requested_at LIMIT 1`,
  );
  if (!rows[0]) throw new Error("No approval was asked for yet: there is no page to look at.");
  return rows[0];
}

import type { AuditEventView, FactView } from "../domain/rotation/views.ts";

/** A link of the chain with its row of `audit_log`, as queries select it. */
export interface AuditRow {
  seq: bigint;
  action: string;
  entity_type: string | null;
  entity_id: bigint | null;
  changes: Record<string, unknown> | null;
  created_at: Date;
  action_context: string | null;
  ip_address: string | null;
  hash: string;
}

export function eventView(row: AuditRow): AuditEventView {
  const { actor, on_behalf_of: onBehalfOf, rotation, step, ...rest } = row.changes ?? {};
  const object = [rotation, step].filter((part) => typeof part === "string").join(" · ");
  return {
    seq: String(row.seq),
    at: row.created_at.toISOString(),
    actor:
      typeof onBehalfOf === "string"
        ? `system for ${onBehalfOf}`
        : typeof actor === "string"
          ? actor
          : "system",
    action: row.action,
    object: object || [row.entity_type, row.entity_id].filter((part) => part !== null).join(" "),
    result: row.action === "ACCESS_REFUSED" ? "refused" : "done",
    context: row.action_context ?? "",
    ipAddress: row.ip_address,
    details: Object.entries(rest).map(([label, value]): FactView => ({ label, value: textOf(value) })),
    hash: row.hash,
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

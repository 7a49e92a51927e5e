import { type AuditEvent, auditContextOf } from "../../domain/audit/audit-event.ts";

interface Told {
  id: string;
  seq: bigint;
  key: string;
  system: string;
  rotation: { id: string; type: string } | null;
}

/** The audit event of a message. Its text stays out: the row names the message that holds it. */
export function messageEvent(message: Told, action: string, changes: Record<string, unknown>): AuditEvent {
  const { id, seq, key, system, rotation } = message;
  return {
    action,
    entityType: "outgoing_message",
    entityId: seq,
    changes: { message: id, key, system, ...(rotation ? { rotation: rotation.id } : {}), ...changes },
    context: rotation ? auditContextOf(rotation.type) : "compliance_maintenance",
  };
}

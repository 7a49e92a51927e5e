/** Value of `audit_log.action_context`. */
export type AuditContext = "compliance_maintenance" | "security_incident" | "drill";

/** One row of the trail. `changes` holds names, numbers, fingerprints and ids only: no key, plaintext or ciphertext. */
export interface AuditEvent {
  action: string;
  entityType: string;
  entityId: bigint | null;
  changes: Record<string, unknown>;
  context: AuditContext;
}

export function auditContextOf(rotationType: string): AuditContext {
  if (rotationType === "emergency") return "security_incident";
  return rotationType === "drill" ? "drill" : "compliance_maintenance";
}

/** A paragraph of the HIPAA Security Rule that the rotation serves, and the control that serves it. */
export interface Requirement {
  id: string;
  /** As the Code of Federal Regulations prints it. */
  citation: string;
  title: string;
  kind: "Standard" | "Required" | "Addressable";
  control: string;
  /** Audit action whose newest event shows the control at work. */
  provedBy: string;
}

/**
 * None of these asks for key rotation or for 90 days: that is the organisation's policy. They are what the policy serves.
 * The procedure cites 164.308(a)(3)(i) for access to keys; that is workforce security, so access is listed by what it is.
 */
export const REQUIREMENTS: readonly Requirement[] = [
  {
    id: "encryption",
    citation: "45 CFR 164.312(a)(2)(iv)",
    title: "Encryption and decryption",
    kind: "Addressable",
    control:
      "AES-256-GCM for phone numbers and API keys; every row decrypted with the new key before the old one is retired",
    provedBy: "KEY_REENCRYPTION",
  },
  {
    id: "access",
    citation: "45 CFR 164.312(a)(1)",
    title: "Access control",
    kind: "Standard",
    control:
      "Keys live in AWS Secrets Manager and in the worker; no person sees one, and roles come from company groups",
    provedBy: "SIGN_IN",
  },
  {
    id: "audit",
    citation: "45 CFR 164.312(b)",
    title: "Audit controls",
    kind: "Standard",
    control: "Every action, approval and refusal is a row of audit_log in a hash chain",
    provedBy: "APPROVAL_GIVEN",
  },
  {
    id: "evaluation",
    citation: "45 CFR 164.308(a)(8)",
    title: "Evaluation",
    kind: "Standard",
    control: "The rotation is performed and verified every quarter, as policy asks",
    provedBy: "KEY_ROTATION",
  },
  {
    id: "authorization",
    citation: "45 CFR 164.308(a)(3)(ii)(A)",
    title: "Authorization and/or supervision",
    kind: "Addressable",
    control:
      "A second person approves the start, the secret, the switch, the re-encryption and the retirement",
    provedBy: "APPROVAL_GIVEN",
  },
  {
    id: "retention",
    citation: "45 CFR 164.316(b)(2)(i)",
    title: "Time limit",
    kind: "Required",
    control: "Records are kept for at least six years; nothing in Keyturn deletes an audit row",
    provedBy: "KEY_ROTATION_CREATED",
  },
];

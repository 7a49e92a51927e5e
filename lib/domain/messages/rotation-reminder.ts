import type { Quarter } from "../schedule/quarters.ts";
import type { MessageInput } from "./outgoing-message.ts";

export interface RotationReminder {
  quarter: Quarter;
  /** `table.column` of every registered column. */
  columns: readonly string[];
  /** Where the rotation is started and followed. */
  consoleUrl: string;
  /** The written procedure; null where the company has none beside the console. */
  procedureUrl: string | null;
}

/** As the procedure names them. */
const ASSIGNEE = "@security-team";
const MENTIONS = "@security-team @devops";

/** The procedure's list for the days before and of a rotation, in its order. */
const CHECKLIST = [
  "Verify backups are current",
  "Generate new encryption key",
  "Add new key to AWS Secrets Manager",
  "Deploy with multi-version support",
  "Run re-encryption job",
  "Verify all data re-encrypted",
  "Remove old key after 24 hours",
  "Document in audit log",
] as const;

const LABELS = ["security", "compliance", "hipaa"];

/** The quarterly reminder in #security. */
export function reminderPost(reminder: RotationReminder): MessageInput {
  const { quarter, columns, consoleUrl, procedureUrl } = reminder;
  return {
    system: "slack",
    channel: "security",
    text: `🔐 QUARTERLY KEY ROTATION DUE: ${quarter.label}, by ${quarter.deadline}. ${consoleUrl}`,
    blocks: [
      { type: "header", text: "🔐 Encryption Key Rotation Required" },
      {
        type: "text",
        text: `*Action Required:* Rotate encryption keys for HIPAA compliance (${quarter.label}).\n\n*Columns affected:* ${columns.join(", ")}`,
      },
      { type: "fields", fields: [`*Deadline:* ${quarter.deadline}`, `*Assignee:* ${ASSIGNEE}`] },
      { type: "button", label: "Open in Keyturn", url: consoleUrl },
      ...(procedureUrl === null
        ? []
        : [{ type: "button" as const, label: "View Procedure", url: procedureUrl }]),
    ],
  };
}

/** The quarterly reminder as an issue of the platform's repository, closed by step 9. */
export function reminderIssue(reminder: RotationReminder): MessageInput {
  const { quarter, columns, consoleUrl, procedureUrl } = reminder;
  const body = [
    "## Quarterly Key Rotation Due",
    "",
    `**Deadline:** ${quarter.deadline}`,
    `**Console:** ${consoleUrl}`,
    ...(procedureUrl === null ? [] : [`**Procedure:** ${procedureUrl}`]),
    "",
    "**Pre-rotation checklist:**",
    ...CHECKLIST.map((item) => `- [ ] ${item}`),
    "",
    "**Columns to re-encrypt:**",
    ...columns.map((column) => `- \`${column}\``),
    "",
    `cc: ${MENTIONS}`,
  ];
  return {
    system: "github",
    action: "open-issue",
    title: `🔐 ${quarter.label} Encryption Key Rotation`,
    body: body.join("\n"),
    labels: LABELS,
  };
}

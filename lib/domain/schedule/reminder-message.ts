import type { ChatBlock, MessagePayload } from "../messages/outgoing-message.ts";
import type { PlannedRotation } from "./next-rotation.ts";
import type { PlannedReminder } from "./reminder-plan.ts";

/** What a reminder is made of: dates, names of columns and links. */
export interface ReminderFacts {
  planned: PlannedRotation;
  /** Number of the key that is to be replaced. */
  keyVersion: number;
  /** Why the rotation is overdue; null while it is not. */
  overdue: string | null;
  /** Full names of the columns that are re-encrypted. */
  columns: readonly string[];
  /** Address of the console, without a slash at its end. */
  appUrl: string;
  /** Whom the issue mentions. */
  mentions: string;
  /** Id of the rotation that is under way. */
  underWay: string | null;
}

/** The message of a reminder, as the written procedure words it. A chat message only links: nothing is decided there. */
export function reminderMessage({ what }: PlannedReminder, facts: ReminderFacts): MessagePayload {
  const { planned, keyVersion, appUrl, overdue } = facts;
  const { quarter, date } = planned;
  switch (what.kind) {
    case "ahead": {
      const when = what.days === 0 ? "today" : `in ${what.days} days, on ${date}`;
      return chat(facts, `Encryption key rotation ${quarter.label} is due ${when}.`);
    }
    case "checklist":
      return {
        system: "slack",
        channel: "security",
        text: `The key rotation begins within 24 hours. Go through its checklist now: ${pageOf(facts)}`,
        blocks: [],
      };
    case "overdue":
      return chat(facts, `Encryption key rotation ${quarter.label}. ${overdue ?? "Overdue. Rotate now."}`);
    case "page":
      return {
        system: "pagerduty",
        action: "trigger",
        dedupKey: alertKey(appUrl, `v${keyVersion}`),
        summary: `Encryption key rotation ${quarter.label} is overdue since ${planned.overdueFrom.toISOString()}`,
        severity: "error",
        url: `${appUrl}/schedule`,
      };
    case "issue":
      return issue(facts);
  }
}

/** Under which PagerDuty knows the alert that this console's key, `v2`, is overdue: a repeated trigger updates it. */
export function alertKey(appUrl: string, key: string): string {
  return `keyturn ${new URL(appUrl).host} rotation overdue ${key}`;
}

const pageOf = ({ appUrl, underWay }: ReminderFacts) =>
  underWay === null ? `${appUrl}/rotations/new` : `${appUrl}/rotations/${underWay}/checklist`;

function chat(facts: ReminderFacts, text: string): MessagePayload {
  const { planned, columns, appUrl, underWay } = facts;
  const blocks: ChatBlock[] = [
    { type: "header", text: "🔐 Encryption Key Rotation Required" },
    {
      type: "text",
      text: [
        `*Action Required:* ${text} Rotate encryption keys for HIPAA compliance.`,
        "",
        `*Procedure:* ${appUrl}/schedule`,
        `*Tables affected:* ${columns.join(", ")}`,
      ].join("\n"),
    },
    ...(planned.conflict === null ? [] : [{ type: "text" as const, text: planned.conflict }]),
    {
      type: "fields",
      fields: [
        `*Deadline:* in use by ${planned.policyDay}, completed before ${planned.quarter.deadline}`,
        "*Assignee:* @security-team",
      ],
    },
    underWay === null
      ? { type: "button", label: "View Procedure", url: `${appUrl}/schedule` }
      : { type: "button", label: `Open rotation ${underWay}`, url: `${appUrl}/rotations/${underWay}` },
  ];
  return { system: "slack", channel: "security", text: `🔐 ${text} ${appUrl}/schedule`, blocks };
}

const CHECKLIST = [
  "Verify backups are current",
  "Generate new encryption key",
  "Add new key to AWS Secrets Manager",
  "Deploy with multi-version support",
  "Run re-encryption job",
  "Verify all data re-encrypted",
  "Remove old key after 24 hours",
  "Document in audit log",
];

function issue(facts: ReminderFacts): MessagePayload {
  const { planned, columns, appUrl, mentions } = facts;
  const lines = [
    "## Quarterly Key Rotation Due",
    `**Deadline:** ${planned.quarter.deadline}; the new key has to be in use by ${planned.policyDay}`,
    `**Procedure:** [Keyturn](${appUrl}/schedule)`,
    "",
    "**Pre-rotation checklist:**",
    ...CHECKLIST.map((entry) => `- [ ] ${entry}`),
    "",
    "**Columns to re-encrypt:**",
    ...columns.map((column) => `- \`${column}\``),
    ...(mentions === "" ? [] : ["", `cc: ${mentions}`]),
  ];
  return {
    system: "github",
    action: "open-issue",
    // The very title of the reminder workflow: whichever is first opens it.
    title: `🔐 ${planned.quarter.label} Encryption Key Rotation`,
    body: lines.join("\n"),
    labels: ["security", "compliance", "hipaa"],
  };
}

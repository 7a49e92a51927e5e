import type { ChatBlock, MessagePayload } from "../messages/outgoing-message.ts";
import type { PlannedRotation } from "./next-rotation.ts";
import type { PlannedReminder } from "./reminder-plan.ts";

/** What a reminder is made of: dates, names of columns and links. */
export interface ReminderFacts {
  planned: PlannedRotation;
  /** Why the rotation is overdue; null while it is not. */
  overdue: string | null;
  /** Full names of the columns that are re-encrypted. */
  columns: readonly string[];
  /** Address of the console, without a slash at its end. */
  appUrl: string;
  /** Id of the rotation that is under way. */
  underWay: string | null;
}

/** The message of a reminder, as the written procedure words it. A chat message only links: nothing is decided there. */
export function reminderMessage({ what }: PlannedReminder, facts: ReminderFacts): MessagePayload {
  const { planned, appUrl, overdue } = facts;
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
        dedupKey: alertKey(date),
        summary: `Encryption key rotation ${quarter.label} is overdue since ${planned.overdueFrom.toISOString()}`,
        severity: "error",
        url: `${appUrl}/schedule`,
      };
    case "issue":
      return issue(facts);
  }
}

/** Under which PagerDuty knows the alert of a rotation that is overdue. */
export function alertKey(date: string): string {
  return `keyturn-rotation-overdue-${date}`;
}

const pageOf = ({ appUrl, underWay }: ReminderFacts) =>
  underWay === null ? `${appUrl}/rotations/new` : `${appUrl}/rotations/${underWay}/checklist`;

function chat(facts: ReminderFacts, text: string): MessagePayload {
  const { planned, appUrl, underWay } = facts;
  const blocks: ChatBlock[] = [
    { type: "header", text: "🔐 Encryption Key Rotation Required" },
    { type: "text", text: `*Action Required:* ${text}` },
    ...(planned.conflict === null ? [] : [{ type: "text" as const, text: planned.conflict }]),
    {
      type: "fields",
      fields: [
        `*Deadline:* in use by ${planned.policyDay}, completed before ${planned.quarter.deadline}`,
        "*Assignee:* @security-team",
      ],
    },
    underWay === null
      ? { type: "button", label: "View the schedule", url: `${appUrl}/schedule` }
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
  const { planned, columns, appUrl } = facts;
  const [quarter] = planned.quarter.label.split(" ");
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
    "",
    "cc: @security-team @devops",
  ];
  return {
    system: "github",
    action: "open-issue",
    title: `🔐 ${quarter} Encryption Key Rotation`,
    body: lines.join("\n"),
    labels: ["security", "compliance", "hipaa"],
  };
}

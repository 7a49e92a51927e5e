import { describe, expect, test } from "vitest";
import { quarterAt } from "../schedule/quarters.ts";
import { OutgoingMessage } from "./outgoing-message.ts";
import { reminderIssue, reminderPost } from "./rotation-reminder.ts";

const COLUMNS = [
  "patient_persons.phone_encrypted",
  "patient_persons.emergency_contact_phone_encrypted",
  "organization_integrations.api_key_encrypted",
];
const reminder = (at: string) => ({
  quarter: quarterAt(at),
  columns: COLUMNS,
  consoleUrl: "https://keyturn.example/schedule",
  procedureUrl: "https://github.com/restartix/restartix-platform/blob/main/docs/reference/key-rotation.md",
});

describe.each([
  ["2026-02-01", "Q1 2026", "2026-02-08"],
  ["2026-05-01", "Q2 2026", "2026-05-08"],
  ["2026-08-01", "Q3 2026", "2026-08-08"],
  ["2026-11-01", "Q4 2026", "2026-11-08"],
  ["2027-01-17", "Q4 2026", "2026-11-08"],
])("on %s", (at, quarter, deadline) => {
  test("the issue names the quarter, seven days, the checklist, the columns, labels and people", () => {
    const issue = reminderIssue(reminder(at));
    if (issue.system !== "github" || issue.action !== "open-issue") throw new Error("It opens no issue.");
    expect(issue.title).toBe(`🔐 ${quarter} Encryption Key Rotation`);
    expect(issue.labels).toEqual(["security", "compliance", "hipaa"]);
    expect(issue.body).toContain(`**Deadline:** ${deadline}`);
    expect(issue.body.match(/^- \[ \] /gm)).toHaveLength(8);
    for (const column of COLUMNS) expect(issue.body).toContain(`- \`${column}\``);
    expect(issue.body).toContain("cc: @security-team @devops");
  });

  test("the post in #security has the procedure's blocks, and a text for notifications", () => {
    const post = reminderPost(reminder(at));
    const { payload } = OutgoingMessage.parse({ key: "k", payload: post });
    if (payload.system !== "slack") throw new Error("It is no post.");
    expect(payload.channel).toBe("security");
    expect(payload.text).toContain(`${quarter}, by ${deadline}`);
    expect(payload.blocks.map(({ type }) => type)).toEqual(["header", "text", "fields", "button", "button"]);
    expect(payload.blocks[2]).toEqual({
      type: "fields",
      fields: [`*Deadline:* ${deadline}`, "*Assignee:* @security-team"],
    });
  });
});

import { expect, test } from "vitest";
import { OutgoingMessage } from "../messages/outgoing-message.ts";
import { nextRotation } from "./next-rotation.ts";
import { type ReminderFacts, reminderMessage } from "./reminder-message.ts";
import { reminderPlan } from "./reminder-plan.ts";

const facts = (activatedAt: string): ReminderFacts => ({
  planned: nextRotation(new Date(activatedAt), "UTC"),
  keyVersion: 2,
  overdue: null,
  columns: ["public.patient_persons.phone_encrypted", "public.organization_integrations.api_key_encrypted"],
  appUrl: "https://keyturn.example",
  mentions: "@restartix/security",
  underWay: null,
});
const messageOf = (it: ReminderFacts, end: string) => {
  const plan = reminderPlan(it.planned, new Date(0), { keyVersion: 2, timeZone: "UTC", underWay: null });
  const reminder = plan.find(({ key }) => key.endsWith(end));
  if (!reminder) throw new Error(`No reminder ${end}`);
  return reminderMessage(reminder, it);
};

test.each([
  ["2026-11-01T00:00:00Z", "Q1 2027"],
  ["2027-02-04T00:00:00Z", "Q2 2027"],
  ["2027-05-04T00:00:00Z", "Q3 2027"],
  ["2027-08-04T00:00:00Z", "Q4 2027"],
])(
  "after a rotation on %s the issue is that of %s, with the procedure's checklist, labels and deadline",
  (at, quarter) => {
    const message = messageOf(facts(at), "/issue");
    expect(message).toMatchObject({
      title: `🔐 ${quarter} Encryption Key Rotation`,
      labels: ["security", "compliance", "hipaa"],
      body: expect.stringContaining("- [ ] Verify backups are current\n- [ ] Generate new encryption key\n"),
    });
    expect(message).toMatchObject({
      body: expect.stringMatching(/\*\*Deadline:\*\* \d{4}-(02|05|08|11)-08/),
    });
    expect(message).toMatchObject({
      body: expect.stringContaining("- `public.patient_persons.phone_encrypted`"),
    });
    const { body } = message as { body: string };
    expect(body.match(/^- \[ \] /gm)).toHaveLength(8);
    expect(body).toContain("cc: @restartix/security");
  },
);

test("the post in #security has the procedure's blocks", () => {
  const { payload } = OutgoingMessage.parse({
    key: "k",
    payload: messageOf(facts("2026-11-01T12:00:00Z"), "/0"),
  });
  if (payload.system !== "slack") throw new Error("It is no post.");
  // The third says how the 90 days and the calendar differ.
  expect(payload.blocks.toSpliced(2, 1)).toEqual([
    { type: "header", text: "🔐 Encryption Key Rotation Required" },
    {
      type: "text",
      text: [
        "*Action Required:* Encryption key rotation Q1 2027 is due today. Rotate encryption keys for HIPAA compliance.",
        "",
        "*Procedure:* https://keyturn.example/schedule",
        "*Tables affected:* public.patient_persons.phone_encrypted, public.organization_integrations.api_key_encrypted",
      ].join("\n"),
    },
    {
      type: "fields",
      fields: ["*Deadline:* in use by 2027-01-30, completed before 2027-02-08", "*Assignee:* @security-team"],
    },
    { type: "button", label: "View Procedure", url: "https://keyturn.example/schedule" },
  ]);
});

test.each([
  ["/-7", "is due in 7 days, on 2027-01-30."],
  ["/0", "is due today."],
])("the reminder %s says that the rotation %s", (end, words) => {
  expect(messageOf(facts("2026-11-01T12:00:00Z"), end)).toMatchObject({
    channel: "security",
    text: expect.stringContaining(words),
  });
});

test("a rotation that is under way is linked instead of a new one", () => {
  const underWay = { ...facts("2026-11-01T12:00:00Z"), underWay: "KR-1" };
  expect(messageOf(underWay, "/checklist")).toMatchObject({
    text: expect.stringContaining("https://keyturn.example/rotations/KR-1/checklist"),
  });
});

test("every reminder is a message that can be sent, and links to the console alone", () => {
  const it = facts("2026-11-01T12:00:00Z");
  const plan = reminderPlan(it.planned, new Date("2027-06-01"), {
    keyVersion: 2,
    timeZone: "UTC",
    underWay: null,
  });
  for (const reminder of plan) {
    const message = OutgoingMessage.parse({ key: reminder.key, payload: reminderMessage(reminder, it) });
    for (const [address] of JSON.stringify(message).matchAll(/https?:[^"\s)]+/g))
      expect(address).toMatch(/^https:\/\/keyturn\.example\//);
  }
});

import type { Database } from "#lib/db/client.ts";
import { databaseTime } from "#lib/db/database-time.ts";
import type { OutgoingMessage } from "#prisma/generated/client.ts";
import { nextRotation } from "../domain/schedule/next-rotation.ts";
import { dueReminders, type PlannedReminder, reminderPlan } from "../domain/schedule/reminder-plan.ts";
import type { ReminderView } from "../domain/schedule/schedule-views.ts";
import { findPolicy } from "./settings.ts";
import { findUnderWay } from "./under-way.ts";

/** Every reminder of the next rotation, in the order of time, with what became of it. */
export async function listReminders(db: Database): Promise<ReminderView[]> {
  const [key, policy, underWay, now] = await Promise.all([
    db.keyVersion.findFirst({ where: { state: "active" } }),
    findPolicy(db),
    findUnderWay(db),
    databaseTime(db),
  ]);
  if (!key?.activatedAt) return [];
  const { timeZone } = policy.value;
  const planned = nextRotation(key.activatedAt, timeZone);
  const plan = reminderPlan(planned, now, { keyVersion: key.number, timeZone, underWay });
  const keys = plan.map((reminder) => reminder.key);
  const queued = await db.outgoingMessage.findMany({ where: { key: { in: keys } } });
  const due = new Set(dueReminders(plan, now).map((reminder) => reminder.key));
  return plan.map((reminder) => {
    const message = queued.find((it) => it.key === reminder.key);
    return {
      key: reminder.key,
      ...describe(reminder.what),
      at: reminder.at.toISOString(),
      state: message ? stateOf(message) : reminder.at > now || due.has(reminder.key) ? "planned" : "left-out",
      sentAt: message?.sentAt?.toISOString() ?? null,
      permalink: message?.permalink ?? null,
      problem: message?.problem ?? null,
    };
  });
}

function stateOf({ sentAt, givenUpAt }: OutgoingMessage): ReminderView["state"] {
  if (sentAt) return "sent";
  return givenUpAt ? "failed" : "waiting";
}

function describe(what: PlannedReminder["what"]): { label: string; where: string } {
  switch (what.kind) {
    case "ahead":
      return {
        label: what.days === 0 ? "On the day" : `${what.days} days before`,
        where: "Slack, #security",
      };
    case "checklist":
      return { label: "Checklist, 24 hours before", where: "Slack, #security" };
    case "issue":
      return { label: "Issue with the checklist", where: "GitHub" };
    case "overdue":
      return { label: "If overdue", where: "Slack, #security" };
    case "page":
      return { label: "If overdue for a day", where: "PagerDuty, on call" };
  }
}

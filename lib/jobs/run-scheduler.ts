import type { Transaction } from "#lib/db/client.ts";
import { nextRotation, type PlannedRotation } from "../domain/schedule/next-rotation.ts";
import { alertKey, reminderMessage } from "../domain/schedule/reminder-message.ts";
import { dueReminders, reminderPlan } from "../domain/schedule/reminder-plan.ts";
import { overdueReason, rotationDue } from "../domain/schedule/rotation-due.ts";
import { SYSTEM } from "../operations/caller.ts";
import { queueMessage } from "../operations/messages/queue-message.ts";
import { proposeRotation } from "../operations/schedule/propose-rotation.ts";
import { readPolicy } from "../operations/settings/read-policy.ts";
import { pingOutsideCheck } from "./ping-outside-check.ts";
import type { WorkerDeps } from "./worker-deps.ts";

type SchedulerDeps = Pick<
  WorkerDeps,
  "db" | "workerId" | "appUrl" | "mentions" | "wake" | "environment" | "hourMs" | "outsideCheck"
>;

/**
 * One pass over the calendar: opens the rotation that is pending, queues the reminders that are due, each once, and gives
 * the scheduler's sign of life. One worker at a time; another one leaves it to that.
 */
export async function runScheduler(deps: SchedulerDeps): Promise<void> {
  if (await deps.db.$transaction((tx) => passOver(tx, deps))) await pingOutsideCheck(deps);
}

/** False when another worker is passing. */
async function passOver(tx: Transaction, deps: SchedulerDeps): Promise<boolean> {
  const [lock] = await tx.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtext('scheduler')) AS taken`;
  if (!lock?.taken) return false;
  // Read after the lock: whoever passed before saw an earlier instant, so that no older reminder follows a newer one.
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const next = clock && (await findNext(tx, clock.now));
  if (next) {
    const appUrl = deps.appUrl.replace(/\/$/, "");
    await queueReminders(tx, next, { appUrl, mentions: deps.mentions });
    await endAlerts(tx, next.keyVersion, appUrl);
    await openPending(deps, next);
  }
  await tx.$executeRaw`
    INSERT INTO key_rotation.scheduler (worker_id, passed_at) VALUES (${deps.workerId}, now())
    ON CONFLICT (id) DO UPDATE SET worker_id = excluded.worker_id, passed_at = excluded.passed_at`;
  return true;
}

interface Next {
  now: Date;
  timeZone: string;
  keyVersion: number;
  activatedAt: Date;
  planned: PlannedRotation;
  isOpen: boolean;
}

/** The rotation that replaces the active key; null before the platform was adopted. */
async function findNext(tx: Transaction, now: Date): Promise<Next | null> {
  const key = await tx.keyVersion.findFirst({ where: { state: "active" } });
  if (!key?.activatedAt) return null;
  const { timeZone } = await readPolicy(tx);
  const planned = nextRotation(key.activatedAt, timeZone);
  const proposed = await tx.rotationProposal.count({ where: { proposedAt: { gte: key.activatedAt } } });
  return {
    now,
    timeZone,
    keyVersion: key.number,
    activatedAt: key.activatedAt,
    planned,
    isOpen: proposed > 0,
  };
}

async function queueReminders(
  tx: Transaction,
  next: Next,
  place: { appUrl: string; mentions: string },
): Promise<void> {
  const { planned, now, timeZone, keyVersion, activatedAt } = next;
  const underWay = await tx.rotation.findFirst({
    where: { status: "active", type: { not: "drill" } },
    select: { id: true, plannedStart: true },
  });
  const facts = {
    planned,
    keyVersion,
    overdue: overdueReason(planned, activatedAt, now, timeZone),
    columns: await listColumns(tx),
    ...place,
    underWay: underWay?.id ?? null,
  };
  const plan = reminderPlan(planned, now, { keyVersion, timeZone, underWay });
  for (const reminder of dueReminders(plan, now))
    await queueMessage(tx, { key: reminder.key, payload: reminderMessage(reminder, facts) });
}

/** An operation with a transaction of its own, while this one keeps the other workers away. */
async function openPending(deps: SchedulerDeps, { planned, now, timeZone, isOpen }: Next): Promise<void> {
  if (!isOpen && rotationDue(planned, now, timeZone) !== "upcoming")
    await proposeRotation(deps, SYSTEM, { day: planned.date });
}

/** Ends the alerts about keys that are overdue no more: another one is in use. */
async function endAlerts(tx: Transaction, keyVersion: number, appUrl: string): Promise<void> {
  const open = await tx.$queryRaw<{ name: string }[]>`
    SELECT split_part(m.key, '/', 2) AS name FROM key_rotation.outgoing_message m
    WHERE m.key LIKE 'schedule/%/page' AND m.key <> ${`schedule/v${keyVersion}/page`}
      AND NOT EXISTS (SELECT FROM key_rotation.outgoing_message e WHERE e.key = m.key || '-resolved')`;
  for (const { name } of open) {
    await queueMessage(tx, {
      key: `schedule/${name}/page-resolved`,
      payload: { system: "pagerduty", action: "resolve", dedupKey: alertKey(appUrl, name) },
    });
  }
}

async function listColumns(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT concat_ws('.', nullif(table_schema, 'public'), table_name, column_name) AS name
    FROM key_rotation.encrypted_column ORDER BY 1`;
  return rows.map(({ name }) => name);
}

import { destructionDate } from "../domain/schedule/destruction-date.ts";
import { destructionReminder } from "../domain/schedule/destruction-reminders.ts";
import { SYSTEM } from "../operations/caller.ts";
import { recordReminder } from "../operations/schedule/record-reminder.ts";
import { readPolicy } from "../operations/settings/read-policy.ts";
import { describeError } from "./describe-error.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const CLAIM_SECONDS = 60;
const RETRY_SECONDS = 300;
const HOURS_PER_DAY = 24;

interface Claimed {
  id: string;
  rotation_id: string;
  old_version: number;
}

/** Tells #security about retired keys that may soon, or long since, be destroyed. Each reminder is posted once. */
export async function remindOfDestruction(deps: WorkerDeps): Promise<void> {
  await planReminders(deps);
  for (let next = await claimNext(deps); next; next = await claimNext(deps)) await send(deps, next);
}

async function planReminders({ db, hourMs }: WorkerDeps): Promise<void> {
  const { destroyAfterDays } = await readPolicy(db);
  const retired = await db.$queryRaw<{ id: string; retired_at: Date; now: Date }[]>`
    SELECT r.id, r.retired_at, now() AS now FROM key_rotation.rotation r
    JOIN key_rotation.key_version k ON k.number = r.old_version
    WHERE r.retired_at IS NOT NULL AND k.destroyed_at IS NULL`;
  for (const { id, retired_at: retiredAt, now } of retired) {
    const from = destructionDate(retiredAt, destroyAfterDays, hourMs);
    const dueAt = destructionReminder(from, now, HOURS_PER_DAY * hourMs);
    if (dueAt === null) continue;
    await db.$executeRaw`
      INSERT INTO key_rotation.reminder (rotation_id, due_at) VALUES (${id}, ${dueAt}) ON CONFLICT DO NOTHING`;
  }
}

/** One reminder that nobody else is sending; one whose sender died is claimed again after a minute. */
async function claimNext({ db }: WorkerDeps): Promise<Claimed | undefined> {
  const [row] = await db.$queryRaw<Claimed[]>`
    UPDATE key_rotation.reminder m SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
    FROM key_rotation.rotation r
    WHERE r.id = m.rotation_id AND m.id = (
      SELECT id FROM key_rotation.reminder
      WHERE sent_at IS NULL AND (claimed_until IS NULL OR claimed_until < now())
      ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING m.id::text, r.id AS rotation_id, r.old_version`;
  return row;
}

async function send(deps: WorkerDeps, { id, rotation_id: rotationId, old_version: version }: Claimed) {
  const url = `${deps.appUrl.replace(/\/$/, "")}/rotations/${rotationId}/steps/destroy-old-key`;
  const text = `Encryption key V${version} is retired and waits for its destruction. What still needs it, and from when it may be destroyed: ${url}`;
  try {
    const { permalink } = await deps.chat.post({ channel: "security", text, token: id });
    await recordReminder(deps, SYSTEM, { reminderId: id, permalink });
  } catch (error) {
    await deps.db.$executeRaw`
      UPDATE key_rotation.reminder SET problem = ${describeError(error)},
        claimed_until = now() + make_interval(secs => ${RETRY_SECONDS})
      WHERE id = ${id}::uuid AND sent_at IS NULL`;
  }
}

import { pageUrl } from "../domain/messages/rotation-notes.ts";
import { destructionDate } from "../domain/schedule/destruction-date.ts";
import { destructionReminder } from "../domain/schedule/destruction-reminders.ts";
import { queueMessage } from "../operations/messages/queue-message.ts";
import { readPolicy } from "../operations/settings/read-policy.ts";
import type { WorkerDeps } from "./worker-deps.ts";

const HOURS_PER_DAY = 24;

/** Queues what #security is to be told of retired keys that may soon, or long since, be destroyed: each reminder once. */
export async function remindOfDestruction({ db, hourMs, appUrl }: WorkerDeps): Promise<void> {
  const { destroyAfterDays } = await readPolicy(db);
  const retired = await db.$queryRaw<{ id: string; old_version: number; retired_at: Date; now: Date }[]>`
    SELECT r.id, r.old_version, r.retired_at, now() AS now FROM key_rotation.rotation r
    JOIN key_rotation.key_version k ON k.number = r.old_version
    WHERE r.retired_at IS NOT NULL AND k.destroyed_at IS NULL`;
  for (const { id, old_version: version, retired_at: retiredAt, now } of retired) {
    const from = destructionDate(retiredAt, destroyAfterDays, hourMs);
    const dueAt = destructionReminder(from, now, HOURS_PER_DAY * hourMs);
    if (dueAt === null) continue;
    const url = pageUrl(appUrl, `/rotations/${id}/steps/destroy-old-key`);
    const text = `Encryption key V${version} is retired and waits for its destruction. What still needs it, and from when it may be destroyed: ${url}`;
    await queueMessage(db, {
      key: `destruction-reminder ${id} ${dueAt.toISOString()}`,
      rotationId: id,
      payload: { system: "slack", channel: "security", text },
    });
  }
}

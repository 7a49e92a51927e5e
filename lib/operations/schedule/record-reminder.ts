import { z } from "zod";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";

/** Records that a reminder was posted; a second worker that posted the same one is refused. */
export const recordReminder = defineOperation({
  name: "record-reminder",
  input: z.object({ reminderId: z.uuid(), permalink: z.string() }),
  permit: systemOnly,
  run: async ({ tx, now }, { reminderId, permalink }) => {
    const sent = await tx.reminder.updateMany({
      where: { id: reminderId, sentAt: null },
      data: { sentAt: now, permalink, problem: null },
    });
    if (sent.count === 0) return refuse("wrong-state", "This reminder has been sent already.");
    const { rotation, dueAt } = await tx.reminder.findUniqueOrThrow({
      where: { id: reminderId },
      include: { rotation: true },
    });
    return ok({
      result: null,
      events: [
        {
          action: "DESTRUCTION_REMINDER_SENT",
          entityType: "encryption_key",
          entityId: BigInt(rotation.oldVersion),
          changes: { rotation: rotation.id, due_at: dueAt, permalink },
          context: auditContextOf(rotation.type),
        },
      ],
    });
  },
});

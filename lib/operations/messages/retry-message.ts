import { z } from "zod";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { messageEvent } from "./message-event.ts";

const MINUTE_MS = 60_000;

/** Has a message that failed tried again now, also one that was given up, unless one that came after it about its subject was sent. */
export const retryMessage = defineOperation({
  name: "retry-message",
  input: z.object({ messageId: z.uuid() }),
  permit: personWith("security-engineer"),
  run: async ({ tx, now }, { messageId }) => {
    // Two who press at once take turns here; the second finds it due.
    await tx.$queryRaw`SELECT id FROM key_rotation.outgoing_message WHERE id = ${messageId}::uuid FOR UPDATE`;
    const message = await tx.outgoingMessage.findUnique({
      where: { id: messageId },
      include: { rotation: true },
    });
    if (!message) return refuse("not-found", "There is no such message.");
    const { seq, subject, nextAttemptAt, givenUpAt } = message;
    if (givenUpAt === null && nextAttemptAt <= now)
      return refuse("wrong-state", "This message is being tried already.");
    const overtaken =
      subject !== null &&
      (await tx.outgoingMessage.count({
        where: { subject, seq: { gt: seq }, OR: [{ sentAt: { not: null } }, { claimedUntil: { gt: now } }] },
      }));
    if (overtaken)
      return refuse(
        "wrong-state",
        "A later message about the same subject was sent, and this one would undo it. It stays unsent.",
      );
    const retried = await tx.outgoingMessage.updateMany({
      where: { id: messageId, sentAt: null, failingSince: { not: null } },
      // Due by the clock of a second post too, which may have begun before this one.
      data: { nextAttemptAt: new Date(now.getTime() - MINUTE_MS), givenUpAt: null },
    });
    if (retried.count === 0)
      return refuse(
        "wrong-state",
        "This message was sent or tried again meanwhile, or waits for its first attempt.",
      );
    const { problem } = message;
    return ok({
      result: null,
      events: [messageEvent(message, "MESSAGE_RETRIED", { problem, given_up_at: givenUpAt })],
    });
  },
});

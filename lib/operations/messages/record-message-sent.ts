import { z } from "zod";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { messageEvent } from "./message-event.ts";

/** Records that the receiver has a message. Refused to an attempt that another one has overtaken. */
export const recordMessageSent = defineOperation({
  name: "record-message-sent",
  input: z.object({ messageId: z.uuid(), attempt: z.int(), permalink: z.string().nullable() }),
  permit: systemOnly,
  run: async ({ tx, now }, { messageId, attempt, permalink }) => {
    const sent = await tx.outgoingMessage.updateMany({
      where: { id: messageId, attempts: attempt, sentAt: null },
      data: {
        sentAt: now,
        permalink,
        problem: null,
        failingSince: null,
        givenUpAt: null,
        claimedUntil: null,
      },
    });
    if (sent.count === 0) return refuse("wrong-state", "Another attempt has sent this message.");
    const message = await tx.outgoingMessage.findUniqueOrThrow({
      where: { id: messageId },
      include: { rotation: true },
    });
    return ok({ result: null, events: [messageEvent(message, "MESSAGE_SENT", { attempt, permalink })] });
  },
});

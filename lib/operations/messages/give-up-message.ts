import { z } from "zod";
import { ok, refuse } from "../../domain/result.ts";
import { defineOperation } from "../operation.ts";
import { systemOnly } from "../permissions.ts";
import { messageEvent } from "./message-event.ts";

/** Ends the attempts at a message that nobody took; a person can still have it tried again. */
export const giveUpMessage = defineOperation({
  name: "give-up-message",
  input: z.object({ messageId: z.uuid(), attempt: z.int(), problem: z.string().min(1).max(500) }),
  permit: systemOnly,
  run: async ({ tx, now }, { messageId, attempt, problem }) => {
    const where = { id: messageId, attempts: attempt, sentAt: null, givenUpAt: null };
    const message = await tx.outgoingMessage.findFirst({ where, include: { rotation: true } });
    if (!message) return refuse("wrong-state", "Another attempt has overtaken this one.");
    const given = await tx.outgoingMessage.updateMany({
      where,
      data: { givenUpAt: now, problem, failingSince: message.failingSince ?? now, claimedUntil: null },
    });
    if (given.count === 0) return refuse("wrong-state", "Another attempt has overtaken this one.");
    return ok({ result: null, events: [messageEvent(message, "MESSAGE_GIVEN_UP", { attempt, problem })] });
  },
});

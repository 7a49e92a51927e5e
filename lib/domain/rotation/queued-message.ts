import { z } from "zod";
import type { MessageInput } from "../messages/outgoing-message.ts";

/** Evidence of a phase that tells somebody something: the key of the message that it queued. */
export const QueuedMessage = z.object({ message: z.string() });

export const QUEUED_FACTS = [{ label: "Message", value: "queued; this page shows what became of it" }];

/** What people will read of the first of these messages. */
export function textOf([message]: readonly MessageInput[]): string {
  return message?.system === "slack" ? message.text : "";
}

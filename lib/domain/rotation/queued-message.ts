import { z } from "zod";

/** Evidence of a phase that tells somebody something: the key of the message that it queued. */
export const QueuedMessage = z.object({ message: z.string() });

export const QUEUED_FACTS = [{ label: "Message", value: "queued; this page shows what became of it" }];

import type { Transaction } from "#lib/db/client.ts";
import { type MessagePayload, OutgoingMessage } from "../../domain/messages/outgoing-message.ts";

/**
 * Queues a message in the caller's transaction: it is sent exactly when that commits. Once per `key`; whatever is queued
 * again under one is left as it is. Throws when the message is not one that can be sent.
 */
export async function queueMessage(tx: Transaction, message: OutgoingMessage): Promise<void> {
  const { key, rotationId, phaseRunId, payload } = OutgoingMessage.parse(message);
  await tx.outgoingMessage.createMany({
    data: {
      key,
      subject: subjectOf(payload),
      rotationId: rotationId ?? null,
      phaseRunId: phaseRunId ?? null,
      system: payload.system,
      payload,
    },
    skipDuplicates: true,
  });
}

/** What has to stay in order: an alert is not resolved before it is triggered, nor an issue closed before it is opened. */
function subjectOf(payload: MessagePayload): string | null {
  if (payload.system === "pagerduty") return `alert ${payload.dedupKey}`;
  return payload.system === "github" ? "rotation issue" : null;
}

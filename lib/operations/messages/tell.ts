import type { Transaction } from "#lib/db/client.ts";
import type { MessageInput } from "../../domain/messages/outgoing-message.ts";
import { queueMessage } from "./queue-message.ts";

/** Queues what is to be said of one event, each part once. `event` is unique for ever. */
export async function tell(
  tx: Transaction,
  { event, rotationId, phaseRunId }: { event: string; rotationId: string; phaseRunId?: string },
  payloads: readonly MessageInput[],
): Promise<void> {
  for (const [index, payload] of payloads.entries())
    await queueMessage(tx, {
      key: index === 0 ? event : `${event} ${index + 1}`,
      rotationId,
      ...(phaseRunId === undefined ? {} : { phaseRunId }),
      payload,
    });
}

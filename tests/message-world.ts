import { randomUUID } from "node:crypto";
import type { World } from "./operations-world.ts";

/** The failing message of the matrix. */
export const FAILING = "0f3c7a52-41d5-4b0e-8e0c-5a0d6f1b9c77";

/** A queued message to #security whose first attempt is under way. */
export async function attempted(
  { worker }: World,
  id: string = randomUUID(),
): Promise<{ messageId: string; attempt: number }> {
  const payload = { system: "slack", channel: "security", text: "Look.", blocks: [] };
  await worker.db.outgoingMessage.create({
    data: { id, key: `test ${id}`, system: "slack", payload, attempts: 1 },
  });
  return { messageId: id, attempt: 1 };
}

/** The same, failed and waiting for its second attempt. */
export async function failing(world: World, id?: string): Promise<{ messageId: string }> {
  const { messageId } = await attempted(world, id);
  await world.worker.db.outgoingMessage.update({
    where: { id: messageId },
    data: {
      problem: "Slack is not available.",
      failingSince: new Date(),
      nextAttemptAt: new Date("2999-01-01"),
    },
  });
  return { messageId };
}

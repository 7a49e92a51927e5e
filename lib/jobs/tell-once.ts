import type { MessageInput } from "../domain/messages/outgoing-message.ts";
import { tell } from "../operations/messages/tell.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/**
 * Queues what a phase run has to say, and keeps in the same commit that it did: after a crash it goes on from there, and a
 * worker that lost its claim says nothing.
 */
export async function tellOnce(
  { db }: WorkerDeps,
  { phaseRunId, rotationId, fence }: { phaseRunId: string; rotationId: string; fence: bigint | null },
  messages: readonly MessageInput[],
): Promise<{ message: string }> {
  const event = `phase ${phaseRunId}`;
  const [run] = await db.$queryRaw<{ told: boolean }[]>`
    SELECT progress ? 'told' AS told FROM key_rotation.phase_run WHERE id = ${phaseRunId}::uuid`;
  if (run?.told) return { message: event };
  await db.$transaction(async (tx) => {
    await tell(tx, { event, rotationId, phaseRunId }, messages);
    const kept = await tx.$executeRaw`
      UPDATE key_rotation.phase_run SET progress = progress || '{"told": true}'
      WHERE id = ${phaseRunId}::uuid AND fence = ${fence} AND status = 'running'`;
    if (kept === 0) throw new Error("Another worker has taken this phase over.");
  });
  return { message: event };
}

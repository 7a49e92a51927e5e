import { MessagePayload, type MessageSystem } from "../domain/messages/outgoing-message.ts";
import { retryDelay, TRIED_FOR_MS } from "../domain/messages/retry-delay.ts";
import { SYSTEM } from "../operations/caller.ts";
import { giveUpMessage } from "../operations/messages/give-up-message.ts";
import { recordMessageSent } from "../operations/messages/record-message-sent.ts";
import { PortError } from "../ports/port-error.ts";
import { describeError } from "./describe-error.ts";
import { type ClaimedMessage, claimMessage, postponeMessage, restLane } from "./message-claim.ts";
import { sendMessage } from "./send-message.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** A page is of use now or never: it does not wait for somebody to configure a pager. */
const NO_PAGER = "PAGERDUTY_ROUTING_KEY is not set, so nobody was paged.";

/** Tries every message of one system that is due now. */
export async function deliverMessages(
  deps: WorkerDeps,
  system: MessageSystem,
  stopping?: AbortSignal,
): Promise<void> {
  for (let next = await claimMessage(deps.db, system); next; next = await claimMessage(deps.db, system)) {
    await deliver(deps, system, next);
    if (stopping?.aborted) return;
  }
}

async function deliver(deps: WorkerDeps, system: MessageSystem, claimed: ClaimedMessage): Promise<void> {
  const attempt = { messageId: claimed.id, attempt: claimed.attempts };
  const payload = MessagePayload.parse(claimed.payload);
  if (payload.system === "pagerduty" && deps.pager === null)
    return void (await giveUpMessage(deps, SYSTEM, { ...attempt, problem: NO_PAGER }));
  try {
    const permalink = await sendMessage(deps, claimed, payload);
    await recordMessageSent(deps, SYSTEM, { ...attempt, permalink });
  } catch (error) {
    const problem = describeError(error);
    const wanted = error instanceof PortError ? error.retryAfterMs : 0;
    if (wanted > 0) await restLane(deps.db, system, wanted);
    const delayMs = retryDelay(claimed.attempts, Math.random(), wanted);
    if (claimed.age_ms + delayMs < TRIED_FOR_MS)
      await postponeMessage(deps.db, claimed, { problem, delayMs });
    else await giveUpMessage(deps, SYSTEM, { ...attempt, problem });
  }
}

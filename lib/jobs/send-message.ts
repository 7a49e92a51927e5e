import type { MessagePayload } from "../domain/messages/outgoing-message.ts";
import { type ClaimedMessage, keepTarget } from "./message-claim.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** Brings the message to its receiver, who is first asked whether it is there already. Returns where people see it. */
export async function sendMessage(
  deps: WorkerDeps,
  claimed: ClaimedMessage,
  payload: MessagePayload,
): Promise<string | null> {
  const { id: token, created_at: since } = claimed;
  if (payload.system === "slack") {
    const { channel, text, blocks } = payload;
    return (await deps.chat.post({ channel, text, blocks, token, since })).permalink;
  }
  if (payload.system === "pagerduty") {
    await deps.pager?.send(payload);
    return null;
  }
  if (payload.action === "open-issue")
    return (await deps.codeHost.openRotationIssue({ ...payload, token, since })).url;
  const number = claimed.target ? Number(claimed.target) : await findIssue(deps, claimed);
  if (number === null) return null;
  return (await deps.codeHost.closeIssue({ number, summary: payload.summary, token })).url;
}

/** Of the issues that a later quarter opens, none is meant, however late this attempt is. */
async function findIssue({ db, codeHost }: WorkerDeps, claimed: ClaimedMessage): Promise<number | null> {
  const issue = await codeHost.findRotationIssue({ openedBefore: claimed.begun_at });
  if (!issue) return null;
  await keepTarget(db, claimed, String(issue.number));
  return issue.number;
}

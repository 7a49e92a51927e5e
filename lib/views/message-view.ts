import type { OutgoingMessage } from "#prisma/generated/client.ts";
import type { MessageState, MessageView } from "../domain/messages/message-views.ts";
import { MessagePayload } from "../domain/messages/outgoing-message.ts";

export function messageView(row: OutgoingMessage, now: Date, isOvertaken: boolean): MessageView {
  const payload = MessagePayload.parse(row.payload);
  const state = stateOf(row, now);
  const since = row.sentAt ?? row.givenUpAt ?? row.failingSince ?? row.createdAt;
  return {
    id: row.id,
    system: payload.system,
    ...wordsOf(payload),
    state,
    queuedAt: row.createdAt.toISOString(),
    since: since.toISOString(),
    attempts: row.attempts,
    nextAttemptAt: state === "failing" ? row.nextAttemptAt.toISOString() : null,
    problem: row.problem,
    isOvertaken,
    permalink: row.permalink,
    rotationId: row.rotationId,
  };
}

function stateOf(row: OutgoingMessage, now: Date): MessageState {
  if (row.sentAt) return "sent";
  if (row.givenUpAt) return "given-up";
  if (row.claimedUntil && row.claimedUntil > now) return "sending";
  return row.failingSince ? "failing" : "waiting";
}

/** The address at the end of a message says nothing in a list. */
const withoutLink = (text: string) => text.replace(/\s*https?:\S+$/, "");

function wordsOf(payload: MessagePayload): Pick<MessageView, "to" | "title" | "text"> {
  if (payload.system === "slack")
    return { to: `Slack, #${payload.channel}`, title: withoutLink(payload.text), text: payload.text };
  if (payload.system === "pagerduty") {
    const { action, dedupKey } = payload;
    const title = action === "trigger" ? payload.summary : `${action} the alert “${dedupKey}”`;
    return { to: "PagerDuty", title, text: action === "trigger" ? `${title}\n\n${payload.url}` : title };
  }
  if (payload.action === "open-issue")
    return { to: "GitHub", title: `Open the issue “${payload.title}”`, text: payload.body };
  return { to: "GitHub", title: "Close the rotation issue with a summary", text: payload.summary };
}

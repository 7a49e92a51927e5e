import { z } from "zod";
import type { Chat, ChatMessage, PostedMessage } from "#lib/ports/chat.ts";
import { toSlackBlock } from "./slack-block.ts";
import { callSlack, type SlackConfig } from "./slack-client.ts";

const EVENT_TYPE = "keyturn_message";
const PAGE = 200;
/** How far Slack's clock may be behind the one that `since` was read from. */
const SKEW_MS = 3_600_000;

const Timestamp = z.string().regex(/^\d+\.\d+$/);
const History = z.object({
  messages: z.array(
    z.object({
      ts: Timestamp,
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
});
const Posted = z.object({ channel: z.string().min(1), ts: Timestamp });
const Permalink = z.object({ permalink: z.url({ protocol: /^https?$/ }) });

async function findPosted(
  config: SlackConfig,
  { channel, token, since }: ChatMessage,
): Promise<string | undefined> {
  const oldest = String(Math.max(0, since.getTime() - SKEW_MS) / 1000);
  for (let cursor = ""; ; ) {
    const { messages, response_metadata: more } = await callSlack(config, {
      method: "conversations.history",
      channel,
      body: { channel, include_all_metadata: true, limit: PAGE, oldest, ...(cursor ? { cursor } : {}) },
      answer: History,
    });
    const found = messages.find(
      ({ metadata }) => metadata?.event_type === EVENT_TYPE && metadata.event_payload.token === token,
    );
    cursor = more?.next_cursor ?? "";
    if (found || !cursor) return found?.ts;
  }
}

async function postNew(
  config: SlackConfig,
  { channel, text, blocks = [], token }: ChatMessage,
): Promise<string> {
  const metadata = { event_type: EVENT_TYPE, event_payload: { token } };
  const look = blocks.length > 0 ? { blocks: blocks.map(toSlackBlock) } : {};
  const { ts } = await callSlack(config, {
    method: "chat.postMessage",
    channel,
    body: { channel, text, ...look, metadata, unfurl_links: false, unfurl_media: false },
    answer: Posted,
  });
  return ts;
}

async function post(config: SlackConfig, message: ChatMessage): Promise<PostedMessage> {
  const { channel } = message;
  const ts = (await findPosted(config, message)) ?? (await postNew(config, message));
  const { permalink } = await callSlack(config, {
    method: "chat.getPermalink",
    channel,
    body: { channel, message_ts: ts },
    answer: Permalink,
  });
  return { channel, permalink };
}

/** Messages of a Slack bot. Channels are given by their ids; texts are Slack's mrkdwn, sent as they are. */
export function createChat(config: SlackConfig): Chat {
  return { post: (message) => post(config, message) };
}

import { z } from "zod";
import type { Chat, PostedMessage } from "#lib/ports/chat.ts";
import { callSlack, type SlackConfig } from "./slack-client.ts";

const EVENT_TYPE = "keyturn_message";
const RECENT = 100;

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
});
const Posted = z.object({ channel: z.string().min(1), ts: Timestamp });
const Permalink = z.object({ permalink: z.url({ protocol: /^https?$/ }) });

async function findPosted(config: SlackConfig, channel: string, token: string): Promise<string | undefined> {
  const { messages } = await callSlack(config, {
    method: "conversations.history",
    channel,
    body: { channel, include_all_metadata: true, limit: RECENT },
    answer: History,
  });
  const isIt = ({ metadata }: (typeof messages)[number]) =>
    metadata?.event_type === EVENT_TYPE && metadata.event_payload.token === token;
  return messages.find(isIt)?.ts;
}

async function postNew(
  config: SlackConfig,
  { channel, text, token }: Parameters<Chat["post"]>[0],
): Promise<string> {
  const metadata = { event_type: EVENT_TYPE, event_payload: { token } };
  const { ts } = await callSlack(config, {
    method: "chat.postMessage",
    channel,
    body: { channel, text, metadata, unfurl_links: false, unfurl_media: false },
    answer: Posted,
  });
  return ts;
}

async function post(config: SlackConfig, message: Parameters<Chat["post"]>[0]): Promise<PostedMessage> {
  const { channel, token } = message;
  const ts = (await findPosted(config, channel, token)) ?? (await postNew(config, message));
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

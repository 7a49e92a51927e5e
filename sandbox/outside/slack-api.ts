import { z } from "zod";
import { type Handler, json, type OutsideAnswer, type OutsideRequest, parseBody } from "./exchange.ts";
import type { OutsideState, StoredMessage } from "./outside-state.ts";

export interface Channel {
  id: string;
  name: string;
}

export interface SlackPlace {
  token: string;
  channels: readonly Channel[];
  /** Where people see the workspace. */
  webUrl: string;
}

const Text = z.strictObject({
  type: z.enum(["plain_text", "mrkdwn"]),
  text: z.string().min(1).max(3000),
  emoji: z.boolean().optional(),
});
const Button = z.strictObject({ type: z.literal("button"), text: Text, url: z.url() });
/** Slack refuses the whole message when one of its blocks is wrong. */
const Block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), text: Text.extend({ type: z.literal("plain_text") }) }),
  z.strictObject({
    type: z.literal("section"),
    text: Text.optional(),
    fields: z.array(Text).max(10).optional(),
  }),
  z.strictObject({ type: z.literal("actions"), elements: z.array(Button).min(1).max(25) }),
]);

const Post = z.object({
  channel: z.string(),
  text: z.string().min(1),
  blocks: z.array(Block).max(50).optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
});
const History = z.object({
  channel: z.string(),
  include_all_metadata: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(999).default(100),
  /** Only messages after this instant, in seconds. */
  oldest: z.coerce.number().default(0),
  cursor: z.coerce.number().int().min(0).default(0),
});
const Link = z.object({ channel: z.string(), message_ts: z.string() });

/** Slack refuses with status 200. */
const refuse = (error: string) => json(200, { ok: false, error });

function readInput(request: OutsideRequest): unknown {
  const isJson = String(request.headers["content-type"]).startsWith("application/json");
  return isJson ? parseBody(request) : Object.fromEntries(new URLSearchParams(request.body));
}

/** Seconds with six decimals, unlike any other of the workspace: it is the message's id. */
export function nextTimestamp({ messages }: OutsideState): string {
  const last = Number((messages.at(-1)?.ts ?? "0").replace(".", ""));
  const next = String(Math.max(Date.now() * 1_000, last + 1));
  return `${next.slice(0, -6)}.${next.slice(-6)}`;
}

function postMessage(place: SlackPlace, state: OutsideState, input: unknown): OutsideAnswer {
  const parsed = Post.safeParse(input);
  const problem = parsed.error?.issues[0]?.path[0];
  if (!parsed.success) return refuse(problem === "blocks" ? "invalid_blocks" : "no_text");
  const { text, blocks, metadata, channel: wanted } = parsed.data;
  const channel = place.channels.find(({ id, name }) => wanted === id || wanted.replace(/^#/, "") === name);
  if (!channel) return refuse("channel_not_found");
  if (text.length > 40_000) return refuse("msg_too_long");
  const message: StoredMessage = {
    channel: channel.id,
    ts: nextTimestamp(state),
    text,
    ...(blocks === undefined ? {} : { blocks }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  state.messages.push(message);
  state.save();
  return json(200, { ok: true, channel: channel.id, ts: message.ts, message: { text, ts: message.ts } });
}

function history(place: SlackPlace, state: OutsideState, input: unknown): OutsideAnswer {
  const parsed = History.safeParse(input);
  if (!parsed.success) return refuse("invalid_arguments");
  const { channel, limit, oldest, cursor, include_all_metadata: withMetadata } = parsed.data;
  if (!place.channels.some(({ id }) => id === channel)) return refuse("channel_not_found");
  const mine = state.messages
    .filter((message) => message.channel === channel && Number(message.ts) > oldest)
    .toReversed();
  const end = cursor + limit;
  const messages = mine.slice(cursor, end).map(({ ts, text, metadata }) => ({
    type: "message",
    ts,
    text,
    ...(withMetadata ? { metadata } : {}),
  }));
  const more = mine.length > end ? { next_cursor: String(end) } : { next_cursor: "" };
  return json(200, { ok: true, messages, has_more: mine.length > end, response_metadata: more });
}

function permalink({ webUrl }: SlackPlace, { messages }: OutsideState, input: unknown): OutsideAnswer {
  const { channel, message_ts: ts } = Link.safeParse(input).data ?? {};
  const found = messages.find((message) => message.channel === channel && message.ts === ts);
  if (!found) return refuse("message_not_found");
  const link = `${webUrl}/archives/${found.channel}/p${found.ts.replace(".", "")}`;
  return json(200, { ok: true, channel, permalink: link });
}

/** The methods of Slack's Web API that post a message and find it again. */
export function slackApi(place: SlackPlace, state: OutsideState): Handler {
  return (request) => {
    if (request.headers.authorization !== `Bearer ${place.token}`) return refuse("invalid_auth");
    const input = readInput(request);
    if (request.path === "/chat.postMessage") return postMessage(place, state, input);
    if (request.path === "/conversations.history") return history(place, state, input);
    if (request.path === "/chat.getPermalink") return permalink(place, state, input);
    return refuse("unknown_method");
  };
}

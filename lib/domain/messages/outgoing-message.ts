import { z } from "zod";

const Address = z.url({ protocol: /^https?$/ });

/** The parts of Slack's Block Kit that messages are made of. Texts are mrkdwn, so `&`, `<` and `>` are escaped in them. */
export const ChatBlock = z.discriminatedUnion("type", [
  z.object({ type: z.literal("header"), text: z.string().min(1).max(150) }),
  z.object({ type: z.literal("text"), text: z.string().min(1).max(3000) }),
  z.object({ type: z.literal("fields"), fields: z.array(z.string().min(1).max(2000)).min(1).max(10) }),
  z.object({ type: z.literal("button"), label: z.string().min(1).max(75), url: Address }),
]);

const ChatMessage = z.object({
  system: z.literal("slack"),
  /** By purpose; the environment says which channel that is. */
  channel: z.enum(["engineering", "security", "incidents"]),
  /** What notifications show, and the whole message where there are no blocks. */
  text: z.string().min(1).max(4000),
  blocks: z.array(ChatBlock).max(50).default([]),
});

const IssueMessage = z.discriminatedUnion("action", [
  z.object({
    system: z.literal("github"),
    action: z.literal("open-issue"),
    title: z.string().min(1).max(256),
    body: z.string().max(60_000),
    labels: z.array(z.string().min(1).max(50)).max(20),
  }),
  /** Comments and closes the newest rotation issue that was open when the message was queued; none is no failure. */
  z.object({
    system: z.literal("github"),
    action: z.literal("close-issue"),
    summary: z.string().min(1).max(60_000),
  }),
]);

const DedupKey = z.string().min(1).max(255);

const PagerMessage = z.discriminatedUnion("action", [
  /** Opens the alert, or updates the one that is open under the same key. */
  z.object({
    system: z.literal("pagerduty"),
    action: z.literal("trigger"),
    dedupKey: DedupKey,
    summary: z.string().min(1).max(1024),
    severity: z.enum(["critical", "error", "warning", "info"]),
    url: Address,
  }),
  z.object({
    system: z.literal("pagerduty"),
    action: z.enum(["acknowledge", "resolve"]),
    dedupKey: DedupKey,
  }),
]);

export const MessagePayload = z.discriminatedUnion("system", [ChatMessage, IssueMessage, PagerMessage]);

export type ChatBlock = z.output<typeof ChatBlock>;
/** What is sent, and how it is written down before its defaults are filled in. */
export type MessagePayload = z.output<typeof MessagePayload>;
export type MessageInput = z.input<typeof MessagePayload>;
export type MessageSystem = MessagePayload["system"];

/** What leaves Keyturn for another system: names, numbers and links only, no key, no PHI, no text that a person typed. */
export const OutgoingMessage = z.object({
  /** Unique for ever: what is queued again under it is the same message. */
  key: z.string().min(1).max(200),
  rotationId: z.string().optional(),
  /** The phase whose page shows it. */
  phaseRunId: z.uuid().optional(),
  payload: MessagePayload,
});

export type OutgoingMessage = z.input<typeof OutgoingMessage>;

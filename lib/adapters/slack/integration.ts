import { z } from "zod";
import type { Integration } from "#lib/ports/integration.ts";
import { callSlack, type SlackConfig } from "./slack-client.ts";

/** `channels`: purpose → channel id. */
export function slackIntegration(config: SlackConfig, channels: Record<string, string>): Integration {
  return {
    id: "slack",
    name: "Slack",
    purpose: "Tells the teams what is about to happen and what was done.",
    withoutIt: "Messages wait and are sent later; no step waits for them.",
    configured: true,
    target: `${Object.values(channels).join(", ")} at ${new URL(config.apiUrl).host}`,
    test: () =>
      Promise.all(
        Object.entries(channels).map(async ([purpose, channel]) => {
          const body = { channel, limit: 1 };
          await callSlack(config, {
            method: "conversations.history",
            channel,
            body,
            answer: z.object({ ok: z.literal(true) }),
          });
          return { checked: `The bot reads the channel for ${purpose}`, detail: channel };
        }),
      ),
  };
}

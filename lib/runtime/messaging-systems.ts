import { pagerDutyIntegration } from "#lib/adapters/pagerduty/integration.ts";
import { createPager } from "#lib/adapters/pagerduty/pager.ts";
import { createChat } from "#lib/adapters/slack/chat.ts";
import { slackIntegration } from "#lib/adapters/slack/integration.ts";
import type { WorkerEnv } from "#lib/env.ts";
import type { IntegrationJournal } from "#lib/jobs/integration-journal.ts";
import type { Chat } from "#lib/ports/chat.ts";
import { observed } from "./observed.ts";

/** Where messages go. No step waits for one of these. */
export function connectMessaging(env: WorkerEnv, journal: IntegrationJournal) {
  const workspace = { apiUrl: env.SLACK_API_URL, token: env.SLACK_TOKEN };
  const channels = {
    engineering: env.SLACK_CHANNEL_ENGINEERING,
    security: env.SLACK_CHANNEL_SECURITY,
    incidents: env.SLACK_CHANNEL_INCIDENTS,
  };
  const alerts = {
    apiUrl: env.PAGERDUTY_API_URL,
    routingKey: env.PAGERDUTY_ROUTING_KEY,
    source: new URL(env.APP_URL).host,
  };
  return {
    chat: observed(namedChannels(createChat(workspace), channels), journal.of("slack")),
    pager: alerts.routingKey ? observed(createPager(alerts), journal.of("pagerduty")) : null,
    integrations: [slackIntegration(workspace, channels), pagerDutyIntegration(alerts)],
  };
}

/** Messages name a channel by its purpose; which channel that is, the environment says. */
function namedChannels(chat: Chat, channels: Record<string, string>): Chat {
  return {
    post: (message) => chat.post({ ...message, channel: channels[message.channel] ?? message.channel }),
  };
}

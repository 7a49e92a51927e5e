import { PortError } from "#lib/ports/port-error.ts";
import { secondsToWait, throttled } from "../json-api.ts";

const TOKEN = new Set([
  "account_inactive",
  "invalid_auth",
  "not_allowed_token_type",
  "not_authed",
  "token_expired",
  "token_revoked",
]);
const DENIED = new Set([
  "access_denied",
  "missing_scope",
  "no_permission",
  "restricted_action",
  "team_access_not_granted",
]);
const THROTTLED = new Set(["rate_limited", "ratelimited"]);
const UNAVAILABLE = new Set([
  "fatal_error",
  "internal_error",
  "request_timeout",
  "service_unavailable",
  "team_added_to_org",
]);

/** The port's error for an answer of status 200 that says `ok: false`. `error` is Slack's own short code. */
export function refusal(error: string, method: string, channel: string): PortError {
  const code = /^[a-z_]{1,60}$/.test(error) ? error : "unknown_error";
  if (TOKEN.has(code)) {
    return new PortError(
      "access-denied",
      `Slack refuses the token (${code}): set SLACK_TOKEN to a valid bot token.`,
    );
  }
  if (code === "not_in_channel") {
    return new PortError("access-denied", `The bot is not in the channel ${channel}. Invite it there.`);
  }
  if (DENIED.has(code)) {
    const scopes = "chat:write and channels:history (groups:history for a private channel)";
    return new PortError("access-denied", `Slack denies ${method} (${code}). Grant the bot ${scopes}.`);
  }
  if (THROTTLED.has(code)) return throttled("Slack", secondsToWait(null));
  if (code === "channel_not_found") {
    const message = `Slack knows no channel ${channel}, or hides it from the bot. Set the channel's id, such as C0123456789, and invite the bot.`;
    return new PortError("not-found", message);
  }
  if (UNAVAILABLE.has(code)) {
    return new PortError("unavailable", `Slack is not available (${code}). Try again.`);
  }
  return new PortError(
    "invalid",
    `Slack refuses ${method} (${code}). Check the channel ${channel} and the message.`,
  );
}

import { z } from "zod";
import { PortError } from "#lib/ports/port-error.ts";
import { secondsToWait, throttled } from "../json-api.ts";
import { refusal } from "./refusal.ts";

export interface SlackConfig {
  /** https://slack.com/api in reality. */
  apiUrl: string;
  /** Of a bot with chat:write and channels:history (groups:history for a private channel). */
  token: string;
  /** 10,000 when absent. */
  timeoutMs?: number;
}

export interface SlackCall<Schema extends z.ZodType> {
  method: "chat.postMessage" | "chat.getPermalink" | "conversations.history";
  /** Named in errors. */
  channel: string;
  body: Record<string, unknown>;
  answer: Schema;
}

const TIMEOUT_MS = 10_000;
const RUBBISH = "What answered is not Slack's API. Check SLACK_API_URL, then try again.";

const Verdict = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/** Reading methods take a form, posting takes JSON: each as Slack documents it. */
function encode(method: string, body: Record<string, unknown>) {
  if (method === "chat.postMessage") {
    return { "content-type": "application/json; charset=utf-8", content: JSON.stringify(body) };
  }
  const pairs = Object.entries(body).map(([name, value]) => [name, String(value)] as const);
  const content = new URLSearchParams(Object.fromEntries(pairs)).toString();
  return { "content-type": "application/x-www-form-urlencoded", content };
}

async function send(config: SlackConfig, method: string, body: Record<string, unknown>) {
  const { content, ...headers } = encode(method, body);
  try {
    const response = await fetch(`${config.apiUrl.replace(/\/+$/, "")}/${method}`, {
      method: "POST",
      headers: { ...headers, authorization: `Bearer ${config.token}` },
      body: content,
      redirect: "error",
      signal: AbortSignal.timeout(config.timeoutMs ?? TIMEOUT_MS),
    });
    return { response, text: await response.text() };
  } catch {
    throw new PortError("unavailable", "Slack did not answer in time, or its answer was lost. Try again.");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function byStatus({ status, headers }: Response): PortError {
  if (status === 429) return throttled("Slack", secondsToWait(headers.get("retry-after")));
  if (status === 401 || status === 403) {
    const message = `Slack, or a proxy before it, denies access (status ${status}): check SLACK_TOKEN and SLACK_API_URL.`;
    return new PortError("access-denied", message);
  }
  if (status === 404)
    return new PortError("not-found", "There is no Slack API at SLACK_API_URL: correct it.");
  if (status < 500)
    return new PortError("invalid", `Slack refuses the request (status ${status}): check SLACK_API_URL.`);
  return new PortError("unavailable", `Slack is not available (status ${status}). Try again.`);
}

/** One call, sent once: a message whose answer was lost has to be looked for before it is posted again. */
export async function callSlack<Schema extends z.ZodType>(
  config: SlackConfig,
  { method, channel, body, answer }: SlackCall<Schema>,
): Promise<z.output<Schema>> {
  const { response, text } = await send(config, method, body);
  if (response.status !== 200) throw byStatus(response);
  const json = parseJson(text);
  const verdict = Verdict.safeParse(json).data;
  if (verdict?.ok === false) throw refusal(verdict.error, method, channel);
  const parsed = answer.safeParse(json);
  if (!verdict || !parsed.success) throw new PortError("unavailable", RUBBISH);
  return parsed.data;
}

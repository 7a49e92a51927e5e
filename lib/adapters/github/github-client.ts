import type { z } from "zod";
import { PortError } from "#lib/ports/port-error.ts";
import { rateLimit } from "./rate-limit.ts";
import { refusal } from "./refusal.ts";

export interface GitHubConfig {
  /** https://api.github.com, or https://<host>/api/v3 of an own server. */
  apiUrl: string;
  /** `owner/name`. */
  repository: string;
  /** Fine-grained token or app token with read and write access to the repository's issues. */
  token: string;
  /** 10,000 when absent. */
  timeoutMs?: number;
}

export interface Request<Schema extends z.ZodType> {
  method: "GET" | "POST" | "PATCH";
  /** Below the repository: `/issues`. */
  path: string;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  answer: Schema;
  /** The port's error for a status that is none of the 2xx; undefined for the general one, which speaks of issues. */
  refusal?: (status: number) => PortError | undefined;
}

const TIMEOUT_MS = 10_000;
const LOST = "GitHub did not answer in time, or its answer was lost. Try again.";
const RUBBISH = "What answered is not GitHub's API. Check GITHUB_API_URL, then try again.";

function send<Schema extends z.ZodType>(config: GitHubConfig, request: Request<Schema>): Promise<Response> {
  const { method, path, query = {}, body } = request;
  const root = config.apiUrl.replace(/\/+$/, "");
  const search = new URLSearchParams(query).toString();
  return fetch(`${root}/repos/${config.repository}${path}${search && `?${search}`}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${config.token}`,
      "user-agent": "keyturn",
      "x-github-api-version": "2022-11-28",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // A renamed repository redirects; following would send a write, and the token, to where nobody configured it.
    redirect: "manual",
    signal: AbortSignal.timeout(config.timeoutMs ?? TIMEOUT_MS),
  });
}

async function exchange<Schema extends z.ZodType>(config: GitHubConfig, request: Request<Schema>) {
  try {
    const response = await send(config, request);
    return { response, text: await response.text() };
  } catch {
    throw new PortError("unavailable", LOST);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PortError("unavailable", RUBBISH);
  }
}

/** One request, sent once: a write whose answer was lost has to be looked for before it is sent again. */
export async function callGitHub<Schema extends z.ZodType>(
  config: GitHubConfig,
  request: Request<Schema>,
): Promise<z.output<Schema>> {
  const { response, text } = await exchange(config, request);
  if (!response.ok)
    throw (
      rateLimit(response, text) ?? request.refusal?.(response.status) ?? refusal(response, config.repository)
    );
  const parsed = request.answer.safeParse(response.status === 204 ? null : parseJson(text));
  if (!parsed.success) throw new PortError("unavailable", RUBBISH);
  return parsed.data;
}

import { z } from "zod";
import type { OutsideMonitor } from "#lib/ports/monitors.ts";
import { PortError } from "#lib/ports/port-error.ts";
import { connectJsonApi, type JsonApi } from "../json-api.ts";

export interface SentryConfig {
  /** https://sentry.io, or the address of an own server. */
  apiUrl: string;
  /** With the scope event:read. */
  token: string;
  /** Slugs. */
  org: string;
  project: string;
  /** In Sentry's search syntax, such as `is:unresolved level:[error,fatal]`. */
  query: string;
  timeoutMs?: number;
}

const PAGE = 100;
/** So many issues need no exact number. */
const MOST_PAGES = 20;

const Issues = z.array(z.object({ id: z.string().min(1) }));

/** Issues of one Sentry project that match the query and had an event in the time asked about. */
export function createSentryMonitor(config: SentryConfig): OutsideMonitor {
  const api = connectJsonApi({
    name: "Sentry",
    url: config.apiUrl,
    urlSetting: "SENTRY_API_URL",
    headers: { authorization: `Bearer ${config.token}` },
    refusal: (status) => refusal(status, config.org),
    ...(config.timeoutMs === undefined ? {} : { timeoutMs: config.timeoutMs }),
  });
  return {
    id: "sentry-issues",
    label: "No error in Sentry",
    expected: "0 issues that two people have not explained",
    source: `Sentry issues of ${config.project}: ${config.query}`,
    read: async (since) => {
      const issues = await countIssues(api, config, since);
      return { outcome: issues === 0 ? "pass" : "fail", value: `${issues} issues` };
    },
  };
}

async function countIssues(api: JsonApi, config: SentryConfig, since: Date): Promise<number> {
  const end = new Date();
  let count = 0;
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { value, headers } = await api({
      method: "GET",
      path: `/api/0/organizations/${encodeURIComponent(config.org)}/issues/`,
      query: {
        query: `${config.query} project:${config.project}`,
        start: sentryTime(since),
        end: sentryTime(end),
        limit: String(PAGE),
        ...(cursor === null ? {} : { cursor }),
      },
      answer: Issues,
    });
    count += value.length;
    cursor = nextCursor(headers.get("link"));
    if (cursor === null) break;
  }
  return count;
}

/** UTC without a mark, as Sentry writes it. */
function sentryTime(at: Date): string {
  return at.toISOString().replace("Z", "");
}

/** Sentry names a next page always, and says beside it whether anything is on it. */
function nextCursor(link: string | null): string | null {
  const next = link
    ?.split(/,\s*(?=<)/)
    .find((part) => /rel="next"/.test(part) && /results="true"/.test(part));
  return /cursor="([^"]+)"/.exec(next ?? "")?.[1] ?? null;
}

function refusal(status: number, org: string): PortError | undefined {
  if (status === 401)
    return new PortError("access-denied", "Sentry refuses the token: set SENTRY_TOKEN to a valid one.");
  if (status === 403)
    return new PortError("access-denied", "Sentry denies access: grant SENTRY_TOKEN the scope event:read.");
  if (status === 404)
    return new PortError(
      "not-found",
      `Sentry knows no organization ${org}: check SENTRY_ORG and SENTRY_API_URL.`,
    );
  if (status === 400)
    return new PortError(
      "invalid",
      "Sentry does not understand the search: check SENTRY_QUERY and SENTRY_PROJECT.",
    );
  return undefined;
}

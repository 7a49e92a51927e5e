import { z } from "zod";
import { type Handler, json, type OutsideAnswer } from "./exchange.ts";

export const SENTRY = { token: "sandbox-sentry", org: "restartix", project: "core-api" } as const;

/** An issue by the time of its newest event. */
export interface SentryIssue {
  id: string;
  lastSeen: Date;
}

const Time = z.iso.datetime({ local: true, offset: false }).refine((time) => !time.endsWith("Z"));

/** What the documentation of "List an Organization's Issues" lets a caller say, as far as Keyturn says it. */
const Query = z.strictObject({
  query: z.string(),
  start: Time,
  end: Time,
  limit: z.coerce.number().int().min(1).max(100),
  cursor: z
    .string()
    .regex(/^\d+:\d+:[01]$/)
    .optional(),
});

/** Issues of one organization, as Sentry's web API answers for them: pages by a cursor in the Link header. */
export function sentryApi(issues: readonly SentryIssue[]): Handler {
  return (request) => {
    if (request.headers.authorization !== `Bearer ${SENTRY.token}`)
      return json(401, { detail: "Invalid token" });
    const [, org] = /^\/api\/0\/organizations\/([^/]+)\/issues\/$/.exec(request.path) ?? [];
    if (org !== SENTRY.org || request.method !== "GET")
      return json(404, { detail: "The requested resource does not exist" });
    const parsed = Query.safeParse(Object.fromEntries(request.query));
    if (!parsed.success) return json(400, { detail: "Invalid search" });
    return list(issues, parsed.data);
  };
}

const link = (rel: string, at: number, results: boolean) =>
  `<https://sentry/?cursor=0:${at}:0>; rel="${rel}"; results="${results}"; cursor="0:${at}:0"`;

function list(
  issues: readonly SentryIssue[],
  { query, start, end, limit, cursor }: z.output<typeof Query>,
): OutsideAnswer {
  const [, project] = /\bproject:(\S+)/.exec(query) ?? [];
  if (project !== SENTRY.project) return json(400, { detail: "Invalid project" });
  const [from, to] = [Date.parse(`${start}Z`), Date.parse(`${end}Z`)];
  const found = issues.filter(({ lastSeen }) => lastSeen.getTime() >= from && lastSeen.getTime() <= to);
  const offset = Number(cursor?.split(":")[1] ?? 0);
  const next = offset + limit;
  return {
    status: 200,
    headers: {
      link: [
        link("previous", Math.max(0, offset - limit), offset > 0),
        link("next", next, next < found.length),
      ].join(", "),
    },
    body: {
      json: found.slice(offset, next).map(({ id, lastSeen }) => ({ id, lastSeen: lastSeen.toISOString() })),
    },
  };
}

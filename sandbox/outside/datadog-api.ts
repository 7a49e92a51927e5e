import { z } from "zod";
import { type Handler, json, type OutsideRequest, parseBody } from "./exchange.ts";

export const DATADOG = {
  apiKey: "sandbox-datadog-api",
  appKey: "sandbox-datadog-app",
  monitorId: "4711",
} as const;

export type DatadogState = "Alert" | "Ignored" | "No Data" | "OK" | "Skipped" | "Unknown" | "Warn";

export interface DatadogAccount {
  /** By the monitor's number. */
  states: Map<string, DatadogState>;
  /** Times of the log events that match whatever is searched. */
  events: Date[];
  /** Buckets per answer; more are on further pages. */
  page: number;
}

const Time = z.iso.datetime();

/** What the documentation of "Aggregate events" lets a caller say, as far as Keyturn says it. */
const Aggregation = z.strictObject({
  compute: z.tuple([z.strictObject({ aggregation: z.literal("count"), type: z.literal("total") })]),
  filter: z.strictObject({ query: z.string().min(1), from: Time, to: Time }),
  page: z.strictObject({ cursor: z.string().regex(/^\d+$/) }).optional(),
});

/** Monitors and logs of one account, as Datadog's API answers for them. */
export function datadogApi(account: DatadogAccount): Handler {
  return (request) => {
    const { headers, method, path } = request;
    if (headers["dd-api-key"] !== DATADOG.apiKey || headers["dd-application-key"] !== DATADOG.appKey)
      return json(403, { errors: ["Forbidden"] });
    const [, id] = /^\/api\/v1\/monitor\/(\d+)$/.exec(path) ?? [];
    if (method === "GET" && id !== undefined) {
      const state = account.states.get(id);
      return state
        ? json(200, { id: Number(id), name: "Platform errors", overall_state: state })
        : json(404, { errors: ["Monitor not found"] });
    }
    if (method === "POST" && path === "/api/v2/logs/analytics/aggregate") return aggregate(account, request);
    return json(404, { errors: ["Not found"] });
  };
}

/** Each event is a bucket of its own here, so that a count needs several pages. */
function aggregate({ events, page }: DatadogAccount, request: OutsideRequest) {
  const parsed = Aggregation.safeParse(parseBody(request));
  if (!parsed.success) return json(400, { errors: ["Bad Request"] });
  const { from, to } = parsed.data.filter;
  const found = events.filter((at) => at >= new Date(from) && at <= new Date(to));
  const start = Number(parsed.data.page?.cursor ?? 0);
  const next = start + page;
  return json(200, {
    data: { buckets: found.slice(start, next).map(() => ({ by: {}, computes: { c0: 1 } })) },
    meta: {
      elapsed: 1,
      request_id: "sandbox",
      status: "done",
      ...(next < found.length ? { page: { after: String(next) } } : {}),
    },
  });
}

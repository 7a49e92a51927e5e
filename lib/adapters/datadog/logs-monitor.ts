import { z } from "zod";
import type { OutsideMonitor } from "#lib/ports/monitors.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { JsonApi } from "../json-api.ts";

const MOST_PAGES = 20;

const Aggregate = z.object({
  data: z.object({ buckets: z.array(z.object({ computes: z.record(z.string(), z.number()) })) }),
  meta: z.object({
    status: z.enum(["done", "timeout"]),
    warnings: z.array(z.unknown()).optional(),
    page: z.object({ after: z.string().optional() }).optional(),
  }),
});

/** How many log events match the query since an instant. */
export function createLogsMonitor(api: JsonApi, query: string): OutsideMonitor {
  return {
    id: "datadog-logs",
    label: "No error in Datadog’s logs",
    expected: "0 events that two people have not explained",
    source: `Datadog logs: ${query}`,
    read: async (since) => {
      const events = await countEvents(api, query, since);
      return { outcome: events === 0 ? "pass" : "fail", value: `${events} events` };
    },
  };
}

async function countEvents(api: JsonApi, query: string, since: Date): Promise<number> {
  const filter = { query, from: since.toISOString(), to: new Date().toISOString() };
  let count = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { value } = await api({
      method: "POST",
      path: "/api/v2/logs/analytics/aggregate",
      body: {
        compute: [{ aggregation: "count", type: "total" }],
        filter,
        ...(cursor === undefined ? {} : { page: { cursor } }),
      },
      answer: Aggregate,
    });
    const { data, meta } = value;
    // Part of a count must not read as "nothing found".
    if (meta.status === "timeout" || (meta.warnings?.length ?? 0) > 0)
      throw new PortError("unavailable", "Datadog counted only a part of the logs. Try again.");
    for (const { computes } of data.buckets) count += Object.values(computes).reduce((sum, n) => sum + n, 0);
    cursor = meta.page?.after;
    if (cursor === undefined) break;
  }
  return count;
}

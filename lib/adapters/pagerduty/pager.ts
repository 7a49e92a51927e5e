import { z } from "zod";
import type { Pager } from "#lib/ports/pager.ts";
import { PortError } from "#lib/ports/port-error.ts";
import { toEvent } from "./event.ts";
import { refusal } from "./refusal.ts";

export interface PagerDutyConfig {
  /** https://events.pagerduty.com, or https://events.eu.pagerduty.com. */
  apiUrl: string;
  /** Integration key of an Events API v2 integration: 32 characters. */
  routingKey: string;
  /** Name of what the alerts come from, such as the console's host. */
  source: string;
  /** 10,000 when absent. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const LOST = "PagerDuty did not answer in time, or its answer was lost. Try again.";
const RUBBISH = "What answered is not PagerDuty's Events API. Check PAGERDUTY_API_URL, then try again.";

const Accepted = z.object({ status: z.literal("success"), dedup_key: z.string() });

async function post({ apiUrl, timeoutMs = TIMEOUT_MS }: PagerDutyConfig, event: object) {
  try {
    const response = await fetch(`${apiUrl.replace(/\/+$/, "")}/v2/enqueue`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(event),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { response, text: await response.text() };
  } catch {
    throw new PortError("unavailable", LOST);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Alerts of one PagerDuty service, through its Events API v2. */
export function createPager(config: PagerDutyConfig): Pager {
  return {
    send: async (event) => {
      const { response, text } = await post(config, toEvent(config, event));
      if (response.status !== 202) throw refusal(response);
      const accepted = Accepted.safeParse(parseJson(text));
      if (accepted.data?.dedup_key !== event.dedupKey) throw new PortError("unavailable", RUBBISH);
    },
  };
}

import type { PortError } from "#lib/ports/port-error.ts";
import { secondsToWait, throttled } from "../json-api.ts";

/** Null when GitHub refused for another reason. A secondary limit may show in nothing but the message of a 403. */
export function rateLimit({ status, headers }: Response, text: string): PortError | null {
  const isSpent = headers.get("x-ratelimit-remaining") === "0";
  const isMeant = headers.has("retry-after") || isSpent || /secondary rate limit/i.test(text);
  if (status !== 429 && !(status === 403 && isMeant)) return null;
  const reset = isSpent ? dateOf(headers.get("x-ratelimit-reset")) : null;
  return throttled("GitHub", secondsToWait(headers.get("retry-after") ?? reset));
}

/** Epoch seconds as a date of HTTP. */
function dateOf(reset: string | null): string | null {
  return reset && new Date(Number(reset) * 1_000).toUTCString();
}

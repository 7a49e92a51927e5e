import { PortError } from "#lib/ports/port-error.ts";
import { secondsToWait, throttled } from "../json-api.ts";

/** The port's error for an answer that is not 202. What PagerDuty says in it is left out: it can repeat the event. */
export function refusal({ status, headers }: Response): PortError {
  if (status === 400) {
    const message =
      "PagerDuty refuses the event: set PAGERDUTY_ROUTING_KEY to the 32 characters of an Events API v2 integration.";
    return new PortError("invalid", message);
  }
  if (status === 401 || status === 403) {
    const message = `PagerDuty, or a proxy before it, denies access (status ${status}): check PAGERDUTY_ROUTING_KEY and PAGERDUTY_API_URL.`;
    return new PortError("access-denied", message);
  }
  if (status === 404)
    return new PortError("not-found", "There is no Events API at PAGERDUTY_API_URL: correct it.");
  if (status === 429) return throttled("PagerDuty", secondsToWait(headers.get("retry-after")));
  if (status < 400) {
    const message = `What answered is not PagerDuty's Events API (status ${status}). Check PAGERDUTY_API_URL, then try again.`;
    return new PortError("unavailable", message);
  }
  if (status < 500) return new PortError("invalid", `PagerDuty refuses the event (status ${status}).`);
  return new PortError("unavailable", `PagerDuty is not available (status ${status}). Try again.`);
}

import { PortError } from "#lib/ports/port-error.ts";
import { connectJsonApi, type JsonApi } from "../json-api.ts";

export interface DatadogConfig {
  /** API of the site: https://api.datadoghq.com, https://api.datadoghq.eu … */
  apiUrl: string;
  apiKey: string;
  /** Of somebody with monitors_read and logs_read_data. */
  appKey: string;
  timeoutMs?: number;
}

export function connectDatadog({ apiUrl, apiKey, appKey, timeoutMs }: DatadogConfig): JsonApi {
  return connectJsonApi({
    name: "Datadog",
    url: apiUrl,
    urlSetting: "DATADOG_API_URL",
    headers: { "dd-api-key": apiKey, "dd-application-key": appKey },
    refusal,
    retryAfter: "x-ratelimit-reset",
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

function refusal(status: number): PortError | undefined {
  if (status === 401)
    return new PortError(
      "access-denied",
      "Datadog refuses the keys: set DATADOG_API_KEY to a valid one of this site.",
    );
  if (status === 403) {
    const message =
      "Datadog denies access: check DATADOG_API_KEY, and give the owner of DATADOG_APP_KEY monitors_read and logs_read_data.";
    return new PortError("access-denied", message);
  }
  if (status === 404)
    return new PortError(
      "not-found",
      "Datadog knows no such monitor: check DATADOG_MONITOR_IDS and DATADOG_API_URL.",
    );
  if (status === 400)
    return new PortError(
      "invalid",
      "Datadog does not understand the request: check DATADOG_LOG_QUERY and DATADOG_MONITOR_IDS.",
    );
  return undefined;
}

import type { Integration } from "#lib/ports/integration.ts";
import type { OutsideMonitor } from "#lib/ports/monitors.ts";
import type { DatadogConfig } from "./datadog-api.ts";

const HOUR_MS = 3_600_000;

/** Null, and no monitors, when Datadog is not configured. */
export function datadogIntegration(
  config: DatadogConfig | null,
  monitors: readonly OutsideMonitor[],
): Integration {
  return {
    id: "datadog",
    name: "Datadog",
    purpose: "Monitors of the safety period: states of monitors and counts of log events.",
    withoutIt: "The safety period does not end while Datadog is silent. Everything before it works.",
    configured: config !== null,
    target: config ? new URL(config.apiUrl).host : "",
    test: async () => {
      const since = new Date(Date.now() - HOUR_MS);
      return Promise.all(
        monitors.map(async ({ source, read }) => ({
          checked: `${source} can be read`,
          detail: `${(await read(since)).value}, looking back one hour`,
        })),
      );
    },
  };
}

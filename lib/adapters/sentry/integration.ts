import type { Integration } from "#lib/ports/integration.ts";
import type { OutsideMonitor } from "#lib/ports/monitors.ts";
import type { SentryConfig } from "./monitor.ts";

const HOUR_MS = 3_600_000;

/** Null for both when Sentry is not configured. */
export function sentryIntegration(config: SentryConfig | null, monitor: OutsideMonitor | null): Integration {
  return {
    id: "sentry",
    name: "Sentry",
    purpose: "A monitor of the safety period: errors that the platform reports.",
    withoutIt: "The safety period does not end while Sentry is silent. Everything before it works.",
    configured: config !== null,
    target: config ? `${config.org}/${config.project} at ${new URL(config.apiUrl).host}` : "",
    test: async () => {
      const reading = await monitor?.read(new Date(Date.now() - HOUR_MS));
      return reading
        ? [{ checked: "Issues can be searched", detail: `${reading.value} in the last hour` }]
        : [];
    },
  };
}

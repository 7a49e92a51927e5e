import type { Integration } from "#lib/ports/integration.ts";
import type { Logs } from "#lib/ports/logs.ts";
import type { LogsConfig } from "./logs.ts";

export function cloudWatchIntegration({ region, logGroup }: LogsConfig, logs: Logs): Integration {
  return {
    id: "aws-cloudwatch-logs",
    name: "AWS CloudWatch Logs",
    purpose: "Shows errors and decryption failures of the platform, above all during the safety period.",
    withoutIt:
      "Deployments are not proved and the safety period does not end: a log that cannot be read is not taken for a quiet one. A re-encryption under way goes on.",
    configured: true,
    target: `${logGroup} in ${region}`,
    test: async () => {
      const newest = await logs.newestEvent();
      return [
        {
          checked: `FilterLogEvents on ${logGroup}, the last 24 hours`,
          detail: newest === null ? "it holds no event" : `newest event at ${newest.toISOString()}`,
        },
      ];
    },
  };
}

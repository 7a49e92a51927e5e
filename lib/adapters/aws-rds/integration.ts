import type { Backups } from "#lib/ports/backups.ts";
import type { Integration } from "#lib/ports/integration.ts";
import type { BackupsConfig } from "./backups.ts";

export function rdsIntegration({ region, instanceId }: BackupsConfig, backups: Backups): Integration {
  return {
    id: "aws-rds",
    name: "AWS RDS",
    purpose:
      "Knows the platform’s backups: a fresh one before a rotation, none that needs a key before its end.",
    withoutIt: "The checklist and the beginning of steps 4, 7 and 10 wait. Every other step works.",
    configured: true,
    target: `${instanceId} in ${region}`,
    test: async () => {
      const { snapshots, retentionDays } = await backups.state();
      return [
        {
          checked: `DescribeDBInstances and DescribeDBSnapshots of ${instanceId}`,
          detail: `${snapshots.length} snapshots, backups kept ${retentionDays} days`,
        },
      ];
    },
  };
}

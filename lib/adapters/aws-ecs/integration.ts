import type { Fleet } from "#lib/ports/fleet.ts";
import type { Integration } from "#lib/ports/integration.ts";
import type { FleetConfig } from "./ecs-connection.ts";

export function ecsIntegration({ region, cluster, service }: FleetConfig, fleet: Fleet): Integration {
  return {
    id: "aws-ecs",
    name: "AWS ECS",
    purpose: "Runs the platform: deployments, and the proof that every task has the right keys.",
    withoutIt:
      "No deployment starts and no task can be proved, so steps 3 and 7 wait and the safety period does not end. A re-encryption under way goes on.",
    configured: true,
    target: `${cluster}/${service} in ${region}`,
    test: async () => {
      const { desired, tasks, deployments } = await fleet.observe();
      return [
        {
          checked: "The service, its tasks and their definitions can be read",
          detail: `${tasks.length} of ${desired} tasks, ${deployments.length} deployments`,
        },
      ];
    },
  };
}

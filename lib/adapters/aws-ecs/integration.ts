import type { Fleet } from "#lib/ports/fleet.ts";
import type { Integration } from "#lib/ports/integration.ts";
import type { ReencryptionTasks } from "#lib/ports/reencryption-tasks.ts";
import type { FleetConfig } from "./ecs-connection.ts";

/** `tasks` is null when re-encryption runs in the worker only. */
export function ecsIntegration(
  { region, cluster, service }: FleetConfig,
  fleet: Fleet,
  tasks: ReencryptionTasks | null,
): Integration {
  return {
    id: "aws-ecs",
    name: "AWS ECS",
    purpose: "Runs the platform: deployments, and the proof that every task has the right keys.",
    withoutIt:
      "No deployment starts and no task can be proved, so steps 3 and 7 wait and the safety period does not end. A re-encryption under way goes on.",
    configured: true,
    target: `${cluster}/${service} in ${region}`,
    test: async () => {
      const { desired, tasks: running, deployments } = await fleet.observe();
      const observed = {
        checked: "DescribeServices, ListTasks, DescribeTasks and DescribeTaskDefinition of the service",
        detail: `${running.length} of ${desired} tasks, ${deployments.length} deployments`,
      };
      if (!tasks) return [observed];
      const task = { checked: "DescribeTaskDefinition of the re-encryption task" };
      return [observed, { ...task, detail: await tasks.definition() }];
    },
  };
}

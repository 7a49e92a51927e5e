import type { ConnectionCheck, Integration } from "#lib/ports/integration.ts";
import type { ReencryptionTasks } from "#lib/ports/reencryption-tasks.ts";
import { describeService } from "./describe-service.ts";
import { connect, type FleetConfig } from "./ecs-connection.ts";
import { observe } from "./observe.ts";
import { describeDefinition } from "./task-definitions.ts";

/** `tasks` is null when re-encryption runs in the worker only. */
export function ecsIntegration(config: FleetConfig, tasks: ReencryptionTasks | null): Integration {
  const { region, cluster, service } = config;
  return {
    id: "aws-ecs",
    name: "AWS ECS",
    purpose: "Runs the platform: deployments, and the proof that every task has the right keys.",
    withoutIt:
      "No deployment starts and no task can be proved, so steps 3 and 7 wait and the safety period does not end. A re-encryption under way goes on.",
    configured: true,
    target: `${cluster}/${service} in ${region}`,
    test: async () => {
      const checked = await checkService(config);
      if (!tasks) return [checked];
      const task = { checked: "DescribeTaskDefinition of the re-encryption task" };
      return [checked, { ...task, detail: await tasks.definition() }];
    },
  };
}

/** With definitions from before, a right to read them that was taken away since would go unnoticed. */
async function checkService(config: FleetConfig): Promise<ConnectionCheck> {
  const connection = connect(config);
  const { taskDefinition = "" } = await describeService(connection);
  await describeDefinition(connection, taskDefinition);
  const { desired, tasks, deployments } = await observe(connection, new Map());
  const listing = tasks.length > 0 ? ", ListTasks and DescribeTasks" : " and ListTasks";
  return {
    checked: `DescribeServices, DescribeTaskDefinition${listing} of the service`,
    detail: `${tasks.length} of ${desired} tasks, ${deployments.length} deployments`,
  };
}

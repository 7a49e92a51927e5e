import {
  DescribeTasksCommand,
  type ECSClient,
  type ListTasksCommandInput,
  paginateListTasks,
  type Task,
} from "@aws-sdk/client-ecs";
import { PortError } from "#lib/ports/port-error.ts";
import type { AwsCalls } from "../aws/aws-calls.ts";

const PAGE = 100;

/**
 * Every task that fits the filter, whatever its desired status, described. Running first, then stopped: a task that begins
 * to drain in between is in the second list, and in neither is none. A running one that ECS does not describe is
 * `unavailable`, because without it the fleet would look proved; one that has stopped may be forgotten.
 */
export async function listTasks(
  { client, attempt, demand, all }: AwsCalls & { client: ECSClient },
  filter: Pick<ListTasksCommandInput, "serviceName" | "family"> & { cluster: string },
): Promise<Task[]> {
  const list = (desiredStatus: "RUNNING" | "STOPPED") =>
    all({
      action: "ListTasks",
      pages: paginateListTasks({ client, pageSize: PAGE }, { ...filter, desiredStatus }),
      read: (page) => ({ items: page.taskArns, next: page.nextToken }),
    });
  const running = await list("RUNNING");
  const arns = [...new Set([...running, ...(await list("STOPPED"))])];
  const tasks: Task[] = [];
  for (let start = 0; start < arns.length; start += PAGE) {
    const { cluster } = filter;
    const command = new DescribeTasksCommand({ cluster, tasks: arns.slice(start, start + PAGE) });
    const answer = await attempt("DescribeTasks", () => client.send(command));
    tasks.push(...demand(answer.tasks, "DescribeTasks"));
  }
  const described = new Set(tasks.map((task) => task.taskArn));
  if (running.every((arn) => described.has(arn))) return tasks;
  throw new PortError("unavailable", "ECS does not describe every task that it lists as running. Try again.");
}

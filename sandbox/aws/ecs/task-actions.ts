import { z } from "zod";
import { ApiError } from "../api-error.ts";
import type { AwsService } from "../define-action.ts";
import { defineAction } from "../define-action.ts";
import { page } from "../page.ts";
import { type Cluster, findTask, requireCluster, requireService } from "./cluster.ts";
import { describeTask, taskArn } from "./describe.ts";
import { runTask, runTaskInput } from "./run-task.ts";

/** Shorter than callers may ask for, so that they have to turn pages. */
const PAGE = 4;

const action = <Schema extends z.ZodType>(schema: Schema, run: (input: z.output<Schema>) => unknown) =>
  defineAction(schema, run, "InvalidParameterException");

const listing = z.object({
  cluster: z.string().optional(),
  serviceName: z.string().optional(),
  family: z.string().optional(),
  startedBy: z.string().optional(),
  desiredStatus: z.enum(["RUNNING", "PENDING", "STOPPED"]).optional(),
  maxResults: z.int().min(1).max(100).optional(),
  nextToken: z.string().optional(),
});

function listTasks(cluster: Cluster, input: z.output<typeof listing>): object {
  requireCluster(cluster, input.cluster);
  const service = input.serviceName === undefined ? undefined : requireService(cluster, input.serviceName);
  const wanted = (service ? service.tasks() : [...cluster.launcher.list()]).filter(
    (task) =>
      task.desiredStatus === (input.desiredStatus ?? "RUNNING") &&
      (input.family === undefined || task.origin.definition.family === input.family) &&
      (input.startedBy === undefined || task.origin.startedBy === input.startedBy),
  );
  const { items, next } = page(wanted, {
    size: Math.min(input.maxResults ?? PAGE, PAGE),
    token: input.nextToken,
    invalidType: "InvalidParameterException",
  });
  return { taskArns: items.map((task) => taskArn(cluster.place, task)), nextToken: next };
}

export function taskActions(cluster: Cluster): AwsService["actions"] {
  return {
    ListTasks: action(listing, (input) => listTasks(cluster, input)),
    DescribeTasks: action(
      z.object({ cluster: z.string().optional(), tasks: z.array(z.string()).min(1).max(100) }),
      (input) => {
        requireCluster(cluster, input.cluster);
        const found = input.tasks.map((id) => ({ id, task: findTask(cluster, id) }));
        return {
          tasks: found.flatMap(({ task }) => (task ? [describeTask(cluster.place, task)] : [])),
          failures: found.flatMap(({ id, task }) => (task ? [] : [{ arn: id, reason: "MISSING" }])),
        };
      },
    ),
    RunTask: action(runTaskInput, (input) => runTask(cluster, input)),
    StopTask: action(
      z.object({
        cluster: z.string().optional(),
        task: z.string().min(1),
        reason: z.string().max(1024).optional(),
      }),
      (input) => {
        requireCluster(cluster, input.cluster);
        const task = findTask(cluster, input.task);
        if (!task) throw new ApiError("InvalidParameterException", "The referenced task was not found.");
        void task.stop(input.reason ?? "Task stopped by user", "UserInitiated");
        return { task: describeTask(cluster.place, task) };
      },
    ),
  };
}

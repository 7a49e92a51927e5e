import { z } from "zod";
import { ApiError } from "../api-error.ts";
import type { AwsService } from "../define-action.ts";
import { defineAction } from "../define-action.ts";
import { type Cluster, deploy, isService, requireCluster, requireService } from "./cluster.ts";
import { describeService, serviceArn } from "./describe.ts";
import { registration } from "./task-definition.ts";

const action = <Schema extends z.ZodType>(schema: Schema, run: (input: z.output<Schema>) => unknown) =>
  defineAction(schema, run, "InvalidParameterException");

export function serviceActions(cluster: Cluster): AwsService["actions"] {
  return {
    DescribeServices: action(
      z.object({ cluster: z.string().optional(), services: z.array(z.string()).min(1).max(10) }),
      (input) => {
        requireCluster(cluster, input.cluster);
        const missing = input.services.filter((id) => !isService(cluster, id));
        return {
          services:
            missing.length < input.services.length ? [describeService(cluster.place, cluster.service)] : [],
          failures: missing.map((id) => ({ arn: serviceArn(cluster.place, id), reason: "MISSING" })),
        };
      },
    ),
    UpdateService: action(
      z.object({
        cluster: z.string().optional(),
        service: z.string().min(1),
        taskDefinition: z.string().min(1).optional(),
        forceNewDeployment: z.boolean().optional(),
        desiredCount: z.int().min(0).max(20).optional(),
      }),
      (input) => {
        requireCluster(cluster, input.cluster);
        const service = requireService(cluster, input.service);
        const current = service.deployments[0]?.definition;
        const wanted = input.taskDefinition ? cluster.definitions.find(input.taskDefinition) : current;
        if (!wanted) throw new ApiError("ServiceNotActiveException", "Service was not ACTIVE.");
        service.desiredCount = input.desiredCount ?? service.desiredCount;
        if (input.forceNewDeployment || wanted !== current) deploy(cluster, wanted);
        return { service: describeService(cluster.place, service) };
      },
    ),
    DescribeTaskDefinition: action(z.object({ taskDefinition: z.string().min(1) }), (input) => ({
      taskDefinition: cluster.definitions.find(input.taskDefinition),
    })),
    RegisterTaskDefinition: action(registration, (input) => ({
      taskDefinition: cluster.definitions.register(input),
    })),
  };
}

import { ECSClient } from "@aws-sdk/client-ecs";
import { type AwsCalls, callsOf } from "../aws/aws-calls.ts";
import { type AwsConnection, clientOptions } from "../aws/aws-connection.ts";
import { ECS } from "./ecs-service.ts";

export interface FleetConfig extends AwsConnection {
  cluster: string;
  service: string;
  /** Name or ARN of the secret whose entries the tasks are given. */
  secretId: string;
  /** Path of the health page on each task; `/health` when absent. */
  healthPath?: string;
}

export interface EcsConnection extends AwsCalls {
  config: FleetConfig;
  /** Repeats by itself. */
  reader: ECSClient;
  /** Sends once: a deployment or a revision whose answer was lost must be looked for before it is sent again. */
  writer: ECSClient;
}

export function connect(config: FleetConfig): EcsConnection {
  const { cluster, service } = config;
  return {
    config,
    reader: new ECSClient(clientOptions(config)),
    writer: new ECSClient(clientOptions(config, 1)),
    ...callsOf(ECS, `the service ${service} of the cluster ${cluster}`),
  };
}

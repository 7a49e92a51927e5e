import type { ECSClient } from "@aws-sdk/client-ecs";
import type { AwsCalls } from "../aws/aws-calls.ts";
import type { AwsConnection } from "../aws/aws-connection.ts";

export interface TasksConfig extends AwsConnection {
  cluster: string;
  /** Family of the task definition; its newest revision is run. */
  family: string;
  /** Container of that definition which runs the console's image. */
  container: string;
  launchType: "FARGATE" | "EC2";
  /** One or more when the task definition has the network mode awsvpc, as on Fargate; none otherwise. */
  subnets: readonly string[];
  securityGroups: readonly string[];
  assignPublicIp: boolean;
}

export interface TasksConnection extends AwsCalls {
  config: TasksConfig;
  /** Repeats by itself: every call here may be sent twice. */
  client: ECSClient;
}

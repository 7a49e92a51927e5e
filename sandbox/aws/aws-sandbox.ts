import type { TaskOutputLine } from "./ecs/task-output.ts";
import type { Faults } from "./faults.ts";
import type { Image } from "./image.ts";

export interface AwsOptions {
  /** 0 takes any free port of 127.0.0.1. */
  port: number;
  /** Secrets, task definitions and the service's revision survive a restart in this file (mode 0600). */
  stateFile: string;
  region: string;
  /** By container image name, for example `restartix-core-api` and `restartix-reencrypt`. Images may be added later. */
  images: Record<string, Image>;
  cluster: string;
  service: string;
  /** Tasks that the service keeps; 3 when absent. */
  desiredCount?: number;
  /** Text of the secret `restartix-prod/env` if the state file has none yet; generated with a random first key when absent. */
  seedSecret?: string;
  /** `restartix-prod` when absent. */
  dbInstance?: string;
  /** How many times faster the days of the backups pass; 1 when absent. */
  timeCompression?: number;
}

export interface SandboxTask {
  arn: string;
  taskDefinition: string;
  lastStatus: string;
  desiredStatus: string;
  healthy: boolean;
  port: number;
  /** Of the child process; undefined before it starts. */
  pid: number | undefined;
  exitCode: number | undefined;
  stoppedReason: string | undefined;
  output: readonly TaskOutputLine[];
}

interface SandboxSecretVersion {
  versionId: string;
  stages: readonly string[];
  createdAt: Date;
  /** The secret's text, keys included. Print entry names only. */
  text: string;
}

export interface AwsSandbox {
  /** Value for AWS_ENDPOINT_URL. */
  url: string;
  faults: Faults;
  /** Switched on, the newest backup is older than a day. */
  backups: { stale: boolean };
  /** Switched on, CloudWatch Logs answers every call with 503. */
  logs: { stopped: boolean };
  /** Starts the service's tasks; resolves when all are healthy, rejects with the reason if they are not within 60 s. */
  startService(): Promise<void>;
  /** Text behind AWSCURRENT of `restartix-prod/env`; readable before the service starts, for example to seed data under V1. */
  secretText(): string;
  secretVersions(): SandboxSecretVersion[];
  /** Every task of the cluster, newest last; stopped ones stay listed for an hour. */
  tasks(): SandboxTask[];
  /** SIGTERM to every task, SIGKILL to those that stay after 8 s, then closes the endpoint. */
  stop(): Promise<void>;
}

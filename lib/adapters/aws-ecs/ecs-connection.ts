import { ECSClient, type ECSClientConfig } from "@aws-sdk/client-ecs";
import { translateError } from "./translate-error.ts";

export interface FleetConfig {
  region: string;
  cluster: string;
  service: string;
  /** Name or ARN of the secret whose entries the tasks are given. */
  secretId: string;
  /** AWS itself when absent. */
  endpoint?: string;
  /** The SDK's own chain when absent. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Path of the health page on each task; `/health` when absent. */
  healthPath?: string;
}

export interface EcsConnection {
  config: FleetConfig;
  /** Repeats by itself. */
  reader: ECSClient;
  /** Sends once: a deployment or a revision whose answer was lost must be looked for before it is sent again. */
  writer: ECSClient;
}

export function connect(config: FleetConfig): EcsConnection {
  const client = (maxAttempts: number) => {
    const options: ECSClientConfig = {
      region: config.region,
      maxAttempts,
      retryMode: "standard",
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
      ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
      ...(config.credentials === undefined ? {} : { credentials: config.credentials }),
    };
    return new ECSClient(options);
  };
  return { config, reader: client(4), writer: client(1) };
}

export async function attempt<T>(action: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw translateError(error, action);
  }
}

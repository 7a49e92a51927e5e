import { DescribeServicesCommand, type Service } from "@aws-sdk/client-ecs";
import { PortError } from "#lib/ports/port-error.ts";
import type { EcsConnection } from "./ecs-connection.ts";

export async function describeService({ reader, config, attempt, demand }: EcsConnection): Promise<Service> {
  const action = "DescribeServices";
  const command = new DescribeServicesCommand({ cluster: config.cluster, services: [config.service] });
  const { services } = await attempt(action, () => reader.send(command));
  const service = demand(services, action).find((one) => one.status === "ACTIVE");
  if (service) return service;
  const message = `The cluster ${config.cluster} has no active service ${config.service}: check ECS_SERVICE.`;
  throw new PortError("not-found", message);
}

import { DescribeServicesCommand, type Service } from "@aws-sdk/client-ecs";
import { PortError } from "#lib/ports/port-error.ts";
import { attempt, type EcsConnection } from "./ecs-connection.ts";

export async function describeService({ reader, config }: EcsConnection): Promise<Service> {
  const command = new DescribeServicesCommand({ cluster: config.cluster, services: [config.service] });
  const { services = [] } = await attempt("DescribeServices", () => reader.send(command));
  const service = services.find((one) => one.status === "ACTIVE");
  if (service) return service;
  const message = `The cluster ${config.cluster} has no active service ${config.service}: check ECS_SERVICE.`;
  throw new PortError("not-found", message);
}

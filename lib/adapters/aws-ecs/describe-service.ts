import { DescribeServicesCommand, type Service } from "@aws-sdk/client-ecs";
import { PortError } from "#lib/ports/port-error.ts";
import type { EcsConnection } from "./ecs-connection.ts";

export async function describeService({ reader, config, attempt, demand }: EcsConnection): Promise<Service> {
  const action = "DescribeServices";
  const command = new DescribeServicesCommand({ cluster: config.cluster, services: [config.service] });
  const { services, failures = [] } = await attempt(action, () => reader.send(command));
  const service = demand(services, action).find((one) => one.status === "ACTIVE");
  if (service) return service;
  const sought = `service ${config.service} in the cluster ${config.cluster}`;
  throw failures.every(({ reason }) => reason === "MISSING")
    ? new PortError("not-found", `There is no active ${sought}: check ECS_CLUSTER and ECS_SERVICE.`)
    : new PortError("unavailable", `ECS does not describe the ${sought} now. Try again in a minute.`);
}

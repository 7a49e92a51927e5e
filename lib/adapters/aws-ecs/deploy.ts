import { type Deployment, type Service, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describeService } from "./describe-service.ts";
import type { EcsConnection } from "./ecs-connection.ts";
import { once } from "./once.ts";

/** Starts a deployment unless the primary one is it already; returns its id. A failed one is started again. */
export function deploy(
  connection: EcsConnection,
  { taskDefinition, notBefore }: { taskDefinition: string; notBefore: Date },
): Promise<string> {
  const { cluster, service } = connection.config;
  const isIt = (one: Deployment) =>
    one.taskDefinition === taskDefinition &&
    (one.createdAt?.getTime() ?? 0) >= notBefore.getTime() &&
    one.rolloutState !== "FAILED";
  return once(
    async () => {
      const primary = primaryOf(await describeService(connection));
      return primary && isIt(primary) ? (primary.id ?? null) : null;
    },
    async () => {
      const command = new UpdateServiceCommand({
        cluster,
        service,
        taskDefinition,
        forceNewDeployment: true,
      });
      const answer = await connection.attempt("UpdateService", () => connection.writer.send(command));
      return connection.demand(answer.service && primaryOf(answer.service)?.id, "UpdateService");
    },
  );
}

function primaryOf(service: Service): Deployment | undefined {
  return service.deployments?.find((one) => one.status === "PRIMARY");
}

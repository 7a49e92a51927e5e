import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import { describeService } from "./describe-service.ts";
import type { EcsConnection } from "./ecs-connection.ts";
import { once } from "./once.ts";
import { referencesOf } from "./secret-references.ts";
import { describeDefinition, registerRevision } from "./task-definitions.ts";

/**
 * ARN of a revision that names `entry` nowhere: the one in use, the newest, or a new one. A container that is given the
 * whole secret names no entry: it loses the key with the next version of the secret.
 */
export async function ensureOmits(connection: EcsConnection, entry: string): Promise<string> {
  const { secretId } = connection.config;
  const names = (definition: TaskDefinition) =>
    containersOf(definition).some((one) => referencesOf(one, secretId).some((it) => it.entry === entry));
  const service = await describeService(connection);
  const inUse = await describeDefinition(connection, service.taskDefinition ?? "");
  if (!names(inUse.definition)) return inUse.definition.taskDefinitionArn ?? "";
  const containerDefinitions = containersOf(inUse.definition).map((one) =>
    withoutEntry(one, entry, secretId),
  );
  return once(
    async () => {
      const { definition } = await describeDefinition(connection, inUse.definition.family ?? "");
      return names(definition) ? null : (definition.taskDefinitionArn ?? null);
    },
    () =>
      registerRevision(connection, { ...inUse, definition: { ...inUse.definition, containerDefinitions } }),
  );
}

const containersOf = (definition: TaskDefinition) => definition.containerDefinitions ?? [];

function withoutEntry(container: ContainerDefinition, entry: string, secretId: string): ContainerDefinition {
  const unwanted = new Set(
    referencesOf(container, secretId)
      .filter((one) => one.entry === entry)
      .map((one) => one.valueFrom),
  );
  return {
    ...container,
    secrets: (container.secrets ?? []).filter((one) => !unwanted.has(one.valueFrom ?? "")),
  };
}

import { isDeepStrictEqual } from "node:util";
import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import { PortError } from "#lib/ports/port-error.ts";
import { describeService } from "./describe-service.ts";
import type { EcsConnection } from "./ecs-connection.ts";
import { once } from "./once.ts";
import { allReferencesOf, namedEntries } from "./secret-references.ts";
import { describeDefinition, registerRevision } from "./task-definitions.ts";

/**
 * ARN of the revision in use, or of a new one that is the same but names `entry` nowhere. A container that is given the
 * whole secret names no entry: it loses the key with the next version of the secret.
 */
export async function ensureOmits(connection: EcsConnection, entry: string): Promise<string> {
  const { secretId } = connection.config;
  const service = await describeService(connection);
  const inUse = await describeDefinition(connection, service.taskDefinition ?? "");
  refusePinned(inUse.definition, secretId);
  if (!namedEntries(inUse.definition, secretId).includes(entry))
    return inUse.definition.taskDefinitionArn ?? "";
  const containerDefinitions = containersOf(inUse.definition).map((one) =>
    withoutEntry(one, entry, secretId),
  );
  return once(
    async () => {
      // The family's newest revision may be somebody else's, with another image: only an equal one is taken.
      const { definition } = await describeDefinition(connection, inUse.definition.family ?? "");
      const isOurs = isDeepStrictEqual(containersOf(definition), containerDefinitions);
      return isOurs ? (definition.taskDefinitionArn ?? null) : null;
    },
    () =>
      registerRevision(connection, { ...inUse, definition: { ...inUse.definition, containerDefinitions } }),
  );
}

const containersOf = (definition: TaskDefinition) => definition.containerDefinitions ?? [];

/** The whole secret from an older version holds keys that no new version can take away. */
function refusePinned(definition: TaskDefinition, secretId: string): void {
  const references = containersOf(definition).flatMap((one) => allReferencesOf(one, secretId));
  const pinned = references.find(({ entry, isPinned }) => entry === null && isPinned);
  if (pinned) {
    const message = `The task definition gives ${pinned.name} the whole secret from a fixed version. Let it follow AWSCURRENT.`;
    throw new PortError("invalid", message);
  }
}

function withoutEntry(container: ContainerDefinition, entry: string, secretId: string): ContainerDefinition {
  const unwanted = new Set(
    allReferencesOf(container, secretId)
      .filter((one) => one.entry === entry)
      .map((one) => one.valueFrom),
  );
  if (unwanted.size === 0) return container;
  return {
    ...container,
    secrets: (container.secrets ?? []).filter((one) => !unwanted.has(one.valueFrom ?? "")),
  };
}

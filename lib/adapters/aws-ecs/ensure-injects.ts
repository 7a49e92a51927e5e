import { isDeepStrictEqual } from "node:util";
import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import { PortError } from "#lib/ports/port-error.ts";
import { describeService } from "./describe-service.ts";
import type { EcsConnection } from "./ecs-connection.ts";
import { once } from "./once.ts";
import { referencesOf } from "./secret-references.ts";
import { describeDefinition, registerRevision } from "./task-definitions.ts";

interface Wanted {
  entry: string;
  likeEntry: string;
  secretId: string;
}

/** ARN of a revision that injects `entry` wherever `likeEntry` is injected: the one in use, or it with nothing else changed. */
export async function ensureInjects(
  connection: EcsConnection,
  entry: string,
  likeEntry: string,
): Promise<string> {
  const wanted = { entry, likeEntry, secretId: connection.config.secretId };
  const service = await describeService(connection);
  const inUse = await describeDefinition(connection, service.taskDefinition ?? "");
  if (isDone(inUse.definition, wanted)) return inUse.definition.taskDefinitionArn ?? "";
  const definition = extended(inUse.definition, wanted);
  return once(
    // The family's newest revision may be somebody else's, with another image: only an equal one is taken.
    async () => {
      const newest = (await describeDefinition(connection, definition.family ?? "")).definition;
      const isOurs = isDeepStrictEqual(containersOf(newest), containersOf(definition));
      return isOurs ? (newest.taskDefinitionArn ?? null) : null;
    },
    () => registerRevision(connection, { ...inUse, definition }),
  );
}

const containersOf = (definition: TaskDefinition) => definition.containerDefinitions ?? [];

function extended(definition: TaskDefinition, wanted: Wanted): TaskDefinition {
  const containers = containersOf(definition);
  const containerDefinitions = containers.map((container) => withEntry(container, wanted));
  if (containerDefinitions.every((container, index) => container === containers[index])) {
    const message = `No container of the task definition is given ${wanted.likeEntry} from the secret. Add ${wanted.entry} by hand.`;
    throw new PortError("invalid", message);
  }
  return { ...definition, containerDefinitions };
}

/** False as well when no container is given anything like it: `extended` says so. */
function isDone(definition: TaskDefinition, wanted: Wanted): boolean {
  const given = containersOf(definition).map((one) =>
    referencesOf(one, wanted.secretId).map(({ entry }) => entry),
  );
  const concerned = given.filter((entries) => entries.includes(wanted.likeEntry) || entries.includes(null));
  return (
    concerned.length > 0 &&
    concerned.every((entries) => entries.includes(wanted.entry) || entries.includes(null))
  );
}

function withEntry(
  container: ContainerDefinition,
  { entry, likeEntry, secretId }: Wanted,
): ContainerDefinition {
  const references = referencesOf(container, secretId);
  const like = references.find((one) => one.entry === likeEntry);
  if (!like) return container;
  if (references.some((one) => one.entry === entry)) return container;
  const valueFrom = like.valueFrom.replace(`:${likeEntry}:`, `:${entry}:`);
  if (like.name !== likeEntry || valueFrom === like.valueFrom) {
    const message = `The task definition gives ${likeEntry} under the name ${like.name}. Add ${entry} to it by hand.`;
    throw new PortError("invalid", message);
  }
  return { ...container, secrets: [...(container.secrets ?? []), { name: entry, valueFrom }] };
}

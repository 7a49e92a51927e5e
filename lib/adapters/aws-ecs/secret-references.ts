import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";

/** A container's variable that ECS fills from the secret when a task starts. */
export interface Reference {
  name: string;
  valueFrom: string;
  /** Null: the whole secret. */
  entry: string | null;
  /** To a version or a label other than AWSCURRENT: it does not follow the secret. */
  isPinned: boolean;
}

const KEY = /^ENCRYPTION_KEY_V\d+$/;
/** What Secrets Manager appends to the name in an ARN. */
const ARN_SUFFIX = /-[A-Za-z0-9]{6}$/;

/** What the container is given from AWSCURRENT; what is pinned elsewhere is left out. */
export function referencesOf(container: ContainerDefinition, secretId: string): Reference[] {
  return allReferencesOf(container, secretId).filter(({ isPinned }) => !isPinned);
}

export function allReferencesOf(container: ContainerDefinition, secretId: string): Reference[] {
  return (container.secrets ?? []).flatMap(({ name = "", valueFrom = "" }) => {
    const parts = valueFrom.split(":");
    const [entry, stage, versionId] = parts.slice(7);
    const isOurs = valueFrom.includes(":secretsmanager:") && names(parts, secretId);
    const isPinned = Boolean(versionId) || (Boolean(stage) && stage !== "AWSCURRENT");
    return isOurs ? [{ name, valueFrom, entry: entry || null, isPinned }] : [];
  });
}

function names(parts: string[], secretId: string): boolean {
  const arn = parts.slice(0, 7).join(":");
  const name = parts[6] ?? "";
  return arn === secretId || name === secretId || name.replace(ARN_SUFFIX, "") === secretId;
}

/** Entries that every container which is given any key is given; `*` when each is given the whole secret. */
export function injectedEntries(definition: TaskDefinition, secretId: string): string[] {
  const perContainer = (definition.containerDefinitions ?? [])
    .map((container) => referencesOf(container, secretId).map(({ entry }) => entry))
    .filter((entries) => entries.some((entry) => entry === null || KEY.test(entry)));
  const partial = perContainer.filter((entries) => !entries.includes(null));
  const [first] = partial;
  if (!first) return perContainer.length > 0 ? ["*"] : [];
  return first.filter(
    (entry): entry is string => entry !== null && partial.every((entries) => entries.includes(entry)),
  );
}

/** Entries that any container names, pinned or not: a task cannot start once such an entry is gone. */
export function namedEntries(definition: TaskDefinition, secretId: string): string[] {
  const references = (definition.containerDefinitions ?? []).flatMap((one) => allReferencesOf(one, secretId));
  return [...new Set(references.flatMap(({ entry }) => entry ?? []))];
}

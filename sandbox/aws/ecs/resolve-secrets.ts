import { ApiError } from "../api-error.ts";
import { readValue } from "../secrets/read-value.ts";
import type { SecretBook } from "../secrets/secret-book.ts";
import type { Container } from "./task-definition.ts";

/** A reason for which ECS gives a task up before its first process starts. */
class ResourceInitializationError extends Error {
  constructor(reason: string) {
    super(
      "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: " +
        `unable to retrieve secret from asm: ${reason}`,
    );
  }
}

/** `arn:aws:secretsmanager:region:account:secret:name[:json-key:version-stage:version-id]`. */
function parseReference(valueFrom: string) {
  const parts = valueFrom.split(":");
  const [jsonKey, stage, versionId] = parts.slice(7);
  return {
    secretId: parts.slice(0, 7).join(":"),
    jsonKey: jsonKey || undefined,
    stage: stage || undefined,
    versionId: versionId || undefined,
  };
}

function jsonEntry(text: string, jsonKey: string): string {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    throw new ResourceInitializationError("the secret is not valid JSON");
  }
  if (typeof entries !== "object" || entries === null || !Object.hasOwn(entries, jsonKey)) {
    throw new ResourceInitializationError(
      `retrieved secret from Secrets Manager did not contain json key ${jsonKey}`,
    );
  }
  const value = (entries as Record<string, unknown>)[jsonKey];
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The environment variables that a container's `secrets` stand for at this moment. */
export function resolveSecrets(book: SecretBook, container: Container): Record<string, string> {
  const resolved: Record<string, string> = {};
  for (const { name, valueFrom } of container.secrets ?? []) {
    const { secretId, jsonKey, stage, versionId } = parseReference(valueFrom);
    try {
      const text = readValue(book.find(secretId), { versionId, stage }).text ?? "";
      resolved[name] = jsonKey === undefined ? text : jsonEntry(text, jsonKey);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new ResourceInitializationError(`${error.type}: ${error.message}`);
    }
  }
  return resolved;
}

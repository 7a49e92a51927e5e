import { PortError } from "#lib/ports/port-error.ts";

const CREDENTIALS = new Set([
  "CredentialsProviderError",
  "ExpiredTokenException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
]);
const THROTTLED = new Set(["ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"]);
const ABSENT = new Set(["ClusterNotFoundException", "ServiceNotFoundException", "ServiceNotActiveException"]);
const INVALID = new Set(["ClientException", "InvalidParameterException"]);
const EXTRA_PERMISSION: Record<string, string> = {
  RegisterTaskDefinition: " and iam:PassRole on the roles of the task definition",
};

/** The port's error for an SDK error of the action `ecs:<action>`. The SDK's own message is left out: it can repeat input. */
export function translateError(error: unknown, action: string): PortError {
  if (error instanceof PortError) return error;
  const name = error instanceof Error ? error.name : "UnknownError";
  if (name.startsWith("AccessDenied")) {
    const extra = EXTRA_PERMISSION[action] ?? "";
    return new PortError(
      "access-denied",
      `AWS denies access. Grant the worker's role ecs:${action}${extra}.`,
    );
  }
  if (CREDENTIALS.has(name)) {
    return new PortError(
      "access-denied",
      `AWS refuses the worker's credentials for ecs:${action}: check its role.`,
    );
  }
  if (THROTTLED.has(name)) {
    return new PortError("throttled", `AWS limits the rate of ecs:${action}. Try again in a minute.`);
  }
  if (ABSENT.has(name)) {
    return new PortError(
      "not-found",
      "The ECS cluster or service does not exist: check ECS_CLUSTER and ECS_SERVICE.",
    );
  }
  if (INVALID.has(name)) {
    return new PortError(
      "invalid",
      `ECS refuses ${action} (${name}). Check the service and its task definition.`,
    );
  }
  return new PortError("unavailable", `ECS did not answer ${action} (${name}). Try again.`);
}

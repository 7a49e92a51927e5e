import { PortError } from "#lib/ports/port-error.ts";

const CREDENTIALS = new Set([
  "CredentialsProviderError",
  "ExpiredToken",
  "InvalidClientTokenId",
  "MissingAuthenticationToken",
  "SignatureDoesNotMatch",
]);
const THROTTLED = new Set(["Throttling", "ThrottlingException", "RequestLimitExceeded"]);
const INVALID = new Set(["InvalidParameterCombination", "InvalidParameterValue", "ValidationError"]);

/** The port's error for an SDK error of the action `rds:<action>`. The SDK's own message is left out: it can repeat input. */
export function translateError(error: unknown, action: string, instanceId: string): PortError {
  if (error instanceof PortError) return error;
  const name = error instanceof Error ? error.name : "UnknownError";
  if (name.startsWith("AccessDenied")) {
    return new PortError("access-denied", `AWS denies access. Grant the worker's role rds:${action}.`);
  }
  if (CREDENTIALS.has(name)) {
    const message = `AWS refuses the worker's credentials for rds:${action}: check its role.`;
    return new PortError("access-denied", message);
  }
  if (THROTTLED.has(name)) {
    return new PortError("throttled", `AWS limits the rate of rds:${action}. Try again in a minute.`);
  }
  if (name.startsWith("DBInstanceNotFound")) {
    const message = `RDS has no database instance ${instanceId}: check DB_INSTANCE_ID and AWS_REGION.`;
    return new PortError("not-found", message);
  }
  if (INVALID.has(name)) {
    return new PortError("invalid", `RDS refuses ${action} (${name}): check DB_INSTANCE_ID.`);
  }
  return new PortError("unavailable", `RDS did not answer ${action} (${name}). Try again.`);
}

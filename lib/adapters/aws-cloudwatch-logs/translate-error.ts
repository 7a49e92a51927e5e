import { PortError } from "#lib/ports/port-error.ts";

const CREDENTIALS = new Set([
  "CredentialsProviderError",
  "ExpiredTokenException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
]);
const THROTTLED = new Set(["ThrottlingException", "LimitExceededException"]);

/** The port's error for an SDK error of `logs:FilterLogEvents`. The SDK's own message is left out: it can repeat input. */
export function translateError(error: unknown, logGroup: string): PortError {
  if (error instanceof PortError) return error;
  const name = error instanceof Error ? error.name : "UnknownError";
  if (name.startsWith("AccessDenied")) {
    const message = `AWS denies access. Grant the worker's role logs:FilterLogEvents on the log group ${logGroup}.`;
    return new PortError("access-denied", message);
  }
  if (CREDENTIALS.has(name)) {
    const message = "AWS refuses the worker's credentials for CloudWatch Logs: check its role.";
    return new PortError("access-denied", message);
  }
  if (THROTTLED.has(name)) {
    const message = "AWS limits the rate of logs:FilterLogEvents. Try again in a minute.";
    return new PortError("throttled", message);
  }
  if (name === "ResourceNotFoundException") {
    const message = `The log group ${logGroup} does not exist: check LOG_GROUP and AWS_REGION.`;
    return new PortError("not-found", message);
  }
  if (name === "InvalidParameterException") {
    const message = `CloudWatch Logs refuses the request on ${logGroup}: check LOG_GROUP and the filter pattern.`;
    return new PortError("invalid", message);
  }
  return new PortError("unavailable", `CloudWatch Logs did not answer (${name}). Try again.`);
}

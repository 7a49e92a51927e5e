import { PortError } from "#lib/ports/port-error.ts";

const CREDENTIALS = new Set([
  "CredentialsProviderError",
  "ExpiredTokenException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
]);
const THROTTLED = new Set(["ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"]);
const INVALID = new Set(["InvalidParameterException", "InvalidRequestException", "ValidationException"]);

/** What this adapter reads of an SDK error: never its message, which can repeat the request. */
export interface SdkError {
  name: string;
  requestId: string;
  mentionsKms: boolean;
}

export function readSdkError(error: unknown): SdkError {
  const { name = "UnknownError", message = "" } = error instanceof Error ? error : {};
  const metadata: unknown = error instanceof Error && "$metadata" in error ? error.$metadata : undefined;
  const known = typeof metadata === "object" && metadata !== null && "requestId" in metadata;
  return {
    name,
    requestId: known ? String(metadata.requestId) : "none",
    mentionsKms: /\bkms\b/i.test(message),
  };
}

/** The port's error for an SDK error of the action `secretsmanager:<action>`. */
export function translateError(error: unknown, action: string, secretId: string): PortError {
  if (error instanceof PortError) return error;
  const { name, requestId, mentionsKms } = readSdkError(error);
  const where = `Secrets Manager, ${action}, request ${requestId}`;
  if (name.startsWith("AccessDenied")) {
    const missing = mentionsKms
      ? "kms:Decrypt and kms:GenerateDataKey on the key that encrypts the secret"
      : `secretsmanager:${action} on the secret ${secretId}`;
    return new PortError(
      "access-denied",
      `AWS denies access. Grant the worker's role ${missing}. (${where})`,
    );
  }
  if (CREDENTIALS.has(name)) {
    return new PortError("access-denied", `AWS refuses the worker's credentials: check its role. (${where})`);
  }
  if (THROTTLED.has(name)) {
    return new PortError("throttled", `AWS limits the rate of requests. Try again in a minute. (${where})`);
  }
  if (name === "ResourceNotFoundException") {
    return new PortError(
      "not-found",
      `The secret ${secretId}, or that version of it, does not exist. (${where})`,
    );
  }
  if (name === "ResourceExistsException") {
    return new PortError(
      "conflict",
      `That version exists with other content. Read it, then decide. (${where})`,
    );
  }
  if (name === "LimitExceededException") {
    return new PortError(
      "invalid",
      `The secret has too many versions. Wait a day, then try again. (${where})`,
    );
  }
  if (INVALID.has(name)) {
    const why = "check that it is not scheduled for deletion and that its label was not moved";
    return new PortError("invalid", `The secret ${secretId} does not allow this: ${why}. (${where})`);
  }
  return new PortError("unavailable", `AWS did not answer (${name}). Try again. (${where})`);
}

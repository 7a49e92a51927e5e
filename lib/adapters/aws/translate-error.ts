import { PortError } from "#lib/ports/port-error.ts";
import type { AwsCall, AwsService } from "./aws-service.ts";

/** Each under the name that the JSON protocol gives it and the one of the query protocol. */
const CREDENTIALS = new Set([
  "CredentialsProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "RequestExpired",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);
const THROTTLED = new Set([
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
]);
/** Of a system call, for example ECONNREFUSED; its name alone is `Error`. */
const SYSTEM_CODE = /^E[A-Z_]{3,30}$/;
const NAME = /^[A-Za-z][\w.]{0,80}$/;

/** What is read of an SDK error: never its message, which can repeat the request, except whether it speaks of KMS. */
export interface SdkError {
  name: string;
  requestId: string | null;
  mentionsKms: boolean;
}

export function readSdkError(error: unknown): SdkError {
  if (!(error instanceof Error)) return { name: "UnknownError", requestId: null, mentionsKms: false };
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const metadata: unknown = "$metadata" in error ? error.$metadata : null;
  const requestId =
    typeof metadata === "object" && metadata !== null && "requestId" in metadata ? metadata.requestId : null;
  return {
    // Whatever answered gave the error its name: only what looks like one is repeated.
    name: SYSTEM_CODE.test(code) ? code : NAME.test(error.name) ? error.name : "UnknownError",
    requestId: typeof requestId === "string" ? requestId : null,
    mentionsKms: /\bkms\b/i.test(error.message),
  };
}

/** The port's error for an SDK error of one call. */
export function translateError(error: unknown, service: AwsService, call: AwsCall): PortError {
  if (error instanceof PortError) return error;
  const read = readSdkError(error);
  const [code, message] = explain(read, service, call);
  return new PortError(code, message, read.requestId);
}

const isKms = (permission: string) => permission.startsWith("kms:");

function explain(
  { name, mentionsKms }: SdkError,
  service: AwsService,
  call: AwsCall,
): ReturnType<AwsService["explain"]> & object {
  const action = `${service.prefix}:${call.action}`;
  if (name.startsWith("AccessDenied")) {
    const beside = service.beside?.[call.action] ?? [];
    const missing = mentionsKms
      ? `${beside.filter(isKms).join(" and ")} on the KMS key of ${call.resource}`
      : [`${action} on ${call.resource}`, ...beside.filter((one) => !isKms(one))].join(", and ");
    const message = `AWS denies access. Grant the worker's role ${missing}; docs/iam/worker.json has the statement.`;
    return ["access-denied", message];
  }
  if (CREDENTIALS.has(name))
    return [
      "access-denied",
      `AWS refuses the worker's credentials for ${action}: check its role and its clock.`,
    ];
  if (THROTTLED.has(name)) return ["throttled", `AWS limits the rate of ${action}. Try again in a minute.`];
  return (
    service.explain(name, call) ?? [
      "unavailable",
      `${service.name} did not answer ${call.action} (${name}). Check AWS_REGION and the way to AWS, then try again.`,
    ]
  );
}

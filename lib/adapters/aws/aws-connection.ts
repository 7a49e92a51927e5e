/** How an adapter reaches one AWS service. */
export interface AwsConnection {
  region: string;
  /** AWS itself when absent. */
  endpoint?: string;
  /** The SDK's own chain when absent. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Longest wait for the answer of one attempt; 5,000 when absent. */
  timeoutMs?: number;
}

const CONNECT_MS = 2_000;
/** Enough for what is sent again harmlessly. */
const ATTEMPTS = 4;

/**
 * Options of every SDK client. Between attempts the SDK waits longer each time, with jitter, and it repeats what was
 * throttled, failed on AWS's side or was not answered. A call that must not be sent twice blindly gets one attempt.
 */
export function clientOptions(connection: AwsConnection, maxAttempts = ATTEMPTS) {
  const { region, endpoint, credentials, timeoutMs = 5_000 } = connection;
  return {
    region,
    maxAttempts,
    retryMode: "standard",
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  } as const;
}

export type PortErrorCode =
  | "access-denied"
  | "throttled"
  | "unavailable"
  | "conflict"
  | "not-found"
  | "invalid";

/**
 * An outside system refused or did not answer. The message says what to do, names a missing permission, and carries no
 * value and no text of the system's answer. `unavailable` may mean that the effect happened: call again, or read first.
 */
export class PortError extends Error {
  override readonly name = "PortError";
  readonly code: PortErrorCode;
  /** The system's own name for the request, for its support; kept out of the message, which is the same each time. */
  readonly requestId: string | null;
  /** For how long the system asked not to be called again; 0 when it did not say. */
  readonly retryAfterMs: number;

  constructor(
    code: PortErrorCode,
    message: string,
    requestId: string | null = null,
    retryAfterMs: number = 0,
  ) {
    super(message);
    this.code = code;
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same call can succeed later without anybody changing anything. */
  get retryable(): boolean {
    return this.code === "throttled" || this.code === "unavailable";
  }
}

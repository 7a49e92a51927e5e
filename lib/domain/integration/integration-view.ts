/** `working` and `failing` since the first call that went like the last one; `unused` before the first call. */
export type IntegrationState = "working" | "failing" | "unused" | "not-configured";

export interface IntegrationTestView {
  state: "waiting" | "passed" | "failed";
  askedBy: string;
  askedAt: string;
  finishedAt: string | null;
  checked: { checked: string; detail: string | null }[];
  problem: string | null;
}

export interface IntegrationView {
  id: string;
  name: string;
  purpose: string;
  /** What waits while it is down, and what still works. */
  withoutIt: string;
  /** Which one it is; no secret. Empty when it is not configured. */
  target: string;
  state: IntegrationState;
  since: string | null;
  reason: string | null;
  lastUsedAt: string | null;
  /** The newest test of the connection. */
  test: IntegrationTestView | null;
}

/** An outside system whose last call failed. */
export interface OutageView {
  id: string;
  name: string;
  since: string;
  reason: string;
  withoutIt: string;
}

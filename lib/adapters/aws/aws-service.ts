import type { PortErrorCode } from "#lib/ports/port-error.ts";

export interface AwsCall {
  /** For example `PutSecretValue`. */
  action: string;
  /** What the adapter works on, for example `the secret restartix-prod/env`. */
  resource: string;
}

/** What is particular to one AWS service about its failures. */
export interface AwsService {
  /** As people call it. */
  name: string;
  /** Of its IAM actions, for example `secretsmanager`. */
  prefix: string;
  /** IAM actions that AWS checks beside the call's own, by action. */
  beside?: Record<string, readonly string[]>;
  /** What an error of this service's own means and what to do about it; null for one that it does not know. */
  explain: (name: string, call: AwsCall) => [PortErrorCode, string] | null;
}

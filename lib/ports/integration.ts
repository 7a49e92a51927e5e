/** One thing that a test of the connection made sure of, in words for the settings page. */
export interface ConnectionCheck {
  checked: string;
  /** What was found: a count, a name, a version. No secret, no patients' data. */
  detail?: string;
}

/** An outside system as people see it under Settings → Integrations. */
export interface Integration {
  /** Stable and unique, such as `aws-ecs`. */
  id: string;
  name: string;
  /** What Keyturn uses it for. */
  purpose: string;
  /** What waits while it is down, and what still works. */
  withoutIt: string;
  /** False when no step waits for it as it is configured, also one that names it; true when absent. */
  stepsWait?: boolean;
  /** False when its settings are absent; then it is never called. */
  configured: boolean;
  /** Which one: a host, a repository, a channel. No secret; empty when it is not configured. */
  target: string;
  /** Calls the system and changes nothing there that people would notice. Throws the `PortError` of what is missing. */
  test: () => Promise<ConnectionCheck[]>;
}

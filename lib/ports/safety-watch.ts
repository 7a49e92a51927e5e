export interface SafetyState {
  startedAt: Date;
  endsAt: Date;
  /** Judged by the database's clock. */
  isOver: boolean;
  openIssues: number;
}

export interface MonitorResult {
  id: string;
  label: string;
  outcome: "pass" | "fail" | "unknown";
  value: string;
}

/** The durable timer of the safety period and what its monitors say. */
export interface SafetyWatch {
  /** Starts the period, or renews it for another watch; called again by the same watch it changes nothing. */
  begin: () => Promise<void>;
  /** Throws when the period has not begun. */
  state: () => Promise<SafetyState>;
  /**
   * Up to when two people have explained what this monitor found: when the resolution of its last closed issue was
   * written, or the period's start.
   */
  explainedUntil: (monitorId: string) => Promise<Date>;
  /** The instant by the database's clock. */
  now: () => Promise<Date>;
  /**
   * Keeps one reading of every monitor, begun at `readFrom`. One that fails opens an issue, which locks retirement and extends
   * the period, unless people closed one of that monitor since then: what they explained is not reported again.
   */
  record: (results: readonly MonitorResult[], readFrom: Date) => Promise<SafetyState>;
  /** Time between two readings, in milliseconds. */
  intervalMs: number;
}

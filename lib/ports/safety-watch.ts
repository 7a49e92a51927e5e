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
  /** How many issues people have closed. */
  closedIssues: () => Promise<number>;
  /**
   * Keeps one reading of every monitor, begun when `closedBefore` issues were closed. One that fails opens an issue, which
   * locks retirement and extends the period, unless more are closed by now: what people explained is not reported again.
   */
  record: (results: readonly MonitorResult[], closedBefore: number) => Promise<SafetyState>;
  /** Time between two readings, in milliseconds. */
  intervalMs: number;
}

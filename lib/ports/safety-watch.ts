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
  /** The period, started now if it has not been; called again it changes nothing. */
  open: () => Promise<SafetyState>;
  /** Keeps one reading of every monitor. One that fails opens an issue, which locks retirement and extends the period. */
  record: (results: readonly MonitorResult[]) => Promise<SafetyState>;
  /** Time between two readings, in milliseconds. */
  intervalMs: number;
}

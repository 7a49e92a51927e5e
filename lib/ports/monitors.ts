export interface MonitorReading {
  /** `unknown` when the monitor itself does not know; it blocks like `fail`. */
  outcome: "pass" | "fail" | "unknown";
  /** Counts and states; no text of the monitored platform. */
  value: string;
}

/** A monitor outside the platform that a safety period listens to. Only one that is configured exists. */
export interface OutsideMonitor {
  /** Stable and unique among the monitors of a safety period. */
  id: string;
  label: string;
  expected: string;
  source: string;
  /** What it says about the time from `since` until now. Throws `PortError`; no answer is never read as "nothing found". */
  read: (since: Date) => Promise<MonitorReading>;
}

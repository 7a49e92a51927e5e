export interface PagerTrigger {
  action: "trigger";
  /** What the alert is about: a second trigger under the same key updates the alert that is open. */
  dedupKey: string;
  summary: string;
  severity: "critical" | "error" | "warning" | "info";
  /** Where people look into it. */
  url: string;
}

export interface PagerChange {
  action: "acknowledge" | "resolve";
  dedupKey: string;
}

/** Whoever is on call. Errors are `PortError`s. */
export interface Pager {
  /** Safe to repeat: the receiver keeps one alert per `dedupKey`. A change without an open alert has no effect. */
  send: (event: PagerTrigger | PagerChange) => Promise<void>;
}

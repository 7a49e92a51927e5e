/** What the platform says of its own speed. */
export interface ApplicationLatency {
  /** Milliseconds within which 95 of 100 requests were answered lately. Throws PortError. */
  p95Ms: () => Promise<number>;
}

export interface LogFindings {
  matches: number;
  /** Time of the newest match; null without one. */
  newestEventAt: Date | null;
  /** At most 3 lines, the newest first, with everything key-like and every number of more than 6 digits taken out. */
  samples: readonly string[];
}

/** The platform's logs. Errors are `PortError`s; a source that does not answer is never read as "nothing found". */
export interface Logs {
  /** Errors and decryption failures from `since` to `until`, now when absent; over all pages. */
  findErrors: (since: Date, until?: Date) => Promise<LogFindings>;
  /** Time of the newest event of any kind, which tells a quiet source from a dead one; null when nothing was found. */
  newestEvent: () => Promise<Date | null>;
}

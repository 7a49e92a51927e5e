export interface TrackedIssue {
  number: number;
  url: string;
  open: boolean;
  title: string;
}

/** Issues of the platform's repository. Errors are `PortError`s. */
export interface CodeHost {
  /** The newest open issue about a key rotation among those opened before an instant; null when there is none. */
  findRotationIssue: (among: { openedBefore: Date }) => Promise<TrackedIssue | null>;
  /**
   * Opens an issue once per `token`, a UUID kept in a hidden mark of its body; it cannot have been opened before `since`.
   * When an issue about a rotation with that title is open, that is the one.
   */
  openRotationIssue: (issue: {
    title: string;
    body: string;
    labels: readonly string[];
    token: string;
    since: Date;
  }) => Promise<TrackedIssue>;
  /** Comments `summary` once per `token`, a UUID kept in a hidden mark, and closes the issue if it is open. */
  closeIssue: (close: { number: number; summary: string; token: string }) => Promise<TrackedIssue>;
}

export interface TrackedIssue {
  number: number;
  url: string;
  open: boolean;
  title: string;
}

/** Issues of the platform's repository. Errors are `PortError`s. */
export interface CodeHost {
  /** The newest open issue about a key rotation; null when there is none. */
  findRotationIssue: () => Promise<TrackedIssue | null>;
  /** Opens an issue once per `token`, a UUID kept in a hidden mark of its body. */
  openRotationIssue: (issue: {
    title: string;
    body: string;
    labels: string[];
    token: string;
  }) => Promise<TrackedIssue>;
  /** Comments `summary` once per `token`, a UUID kept in a hidden mark, and closes the issue if it is open. */
  closeIssue: (close: { number: number; summary: string; token: string }) => Promise<TrackedIssue>;
}

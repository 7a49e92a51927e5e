export type MessageState = "waiting" | "sending" | "sent" | "failing" | "given-up";

/** A message to another system, as the pages show it. Every `…At` is an ISO 8601 instant in UTC. */
export interface MessageView {
  id: string;
  system: "slack" | "github" | "pagerduty";
  /** "Slack, #security". */
  to: string;
  /** What it does or says, in one line. */
  title: string;
  /** The whole text as the receiver gets it. */
  text: string;
  state: MessageState;
  queuedAt: string;
  /** When it was sent, given up, or began to fail; when it was queued otherwise. */
  since: string;
  attempts: number;
  nextAttemptAt: string | null;
  problem: string | null;
  /** One that came after it about the same subject was sent, so this one stays unsent. */
  isOvertaken: boolean;
  /** Where people see it at the receiver. */
  permalink: string | null;
  rotationId: string | null;
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const Issue = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string(),
  labels: z.array(z.string()),
  state: z.enum(["open", "closed"]),
  createdAt: z.string(),
  comments: z.array(z.object({ id: z.int(), body: z.string(), createdAt: z.string() })),
});

const Message = z.object({
  /** Id of the channel. */
  channel: z.string(),
  ts: z.string(),
  text: z.string(),
  blocks: z.array(z.unknown()).optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
});

const Alert = z.object({
  key: z.string(),
  summary: z.string(),
  severity: z.string(),
  state: z.enum(["triggered", "acknowledged", "resolved"]),
  triggers: z.int(),
  createdAt: z.string(),
});

const State = z.object({
  issues: z.array(Issue),
  messages: z.array(Message),
  // A file of an older sandbox has none.
  alerts: z.array(Alert).default([]),
});

export type StoredIssue = z.output<typeof Issue>;
export type StoredMessage = z.output<typeof Message>;
export type StoredAlert = z.output<typeof Alert>;

/** Issues, messages and alerts, oldest first, kept in a file that is replaced in one step. */
export class OutsideState {
  readonly issues: StoredIssue[];
  readonly messages: StoredMessage[];
  readonly alerts: StoredAlert[];
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    const kept = existsSync(path) ? State.parse(JSON.parse(readFileSync(path, "utf8"))) : null;
    this.issues = kept?.issues ?? [];
    this.messages = kept?.messages ?? [];
    this.alerts = kept?.alerts ?? [];
  }

  save(): void {
    const temporary = `${this.#path}.${process.pid}.tmp`;
    const { issues, messages, alerts } = this;
    writeFileSync(temporary, JSON.stringify({ issues, messages, alerts }), { mode: 0o600 });
    renameSync(temporary, this.#path);
  }
}

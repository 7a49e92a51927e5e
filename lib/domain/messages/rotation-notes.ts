import type { MessageInput } from "./outgoing-message.ts";

/** What a message says of a rotation. Nothing here was typed by a person. */
export interface Subject {
  id: string;
  type: string;
  oldVersion: number;
  newVersion: number;
}

type Channel = "engineering" | "security" | "incidents";

/** An address of the console. `appUrl`: where people reach it, with or without a slash at its end. */
export function pageUrl(appUrl: string, path: string): string {
  return `${appUrl.replace(/\/$/, "")}${path}`;
}

/** Emergencies are told to #incidents too, and nothing else ever is. */
function post(channel: Channel, { type }: Pick<Subject, "type">, words: string): MessageInput[] {
  const text = type === "drill" ? `Drill: ${words}` : words;
  const channels: Channel[] = type === "emergency" ? [channel, "incidents"] : [channel];
  return channels.map((it) => ({ system: "slack", channel: it, text }));
}

const change = ({ oldVersion, newVersion }: Subject) => `V${oldVersion} → V${newVersion}`;

const nameOf = ({ type }: Subject) =>
  type === "emergency" ? "Emergency key rotation" : "Encryption key rotation";

export function rotationBegins(subject: Subject, url: string): MessageInput[] {
  const words = `${nameOf(subject)} ${change(subject)} begins. No downtime is expected; a rollback plan is ready. ${url}`;
  return post("engineering", subject, words);
}

/** To everybody who was told that it begins. Why, a person typed: that stays in the console. */
export function rotationCancelled(subject: Subject, url: string): MessageInput[] {
  const words = `${nameOf(subject)} ${change(subject)} was cancelled before its key was used. Nothing has to be undone. ${url}`;
  return post("engineering", subject, words);
}

/** `quarter`: "Q1". */
export function rotationCompleted(subject: Subject, quarter: string, url: string): MessageInput[] {
  const what = subject.type === "emergency" ? "Emergency" : quarter;
  return post("engineering", subject, `✅ ${what} key rotation completed: ${change(subject)}. ${url}`);
}

/** Carries a link only: an approval is never given in chat. */
export function approvalAsked(subject: Subject, gate: { id: string; title: string }, url: string) {
  const words = `An approval is asked for in rotation ${subject.id} (${change(subject)}): ${gate.id} ${gate.title}. Read what it binds and decide in the console: ${url}`;
  return post("security", subject, words);
}

export function stepNeedsSomebody(subject: Subject, stepTitle: string, url: string): MessageInput[] {
  const words = `“${stepTitle}” of rotation ${subject.id} stopped with a problem and needs somebody. What it is: ${url}`;
  return post("security", subject, words);
}

/** One alert per issue; the same key triggers and resolves it. */
const alertOf = (issueId: string) => `keyturn safety issue ${issueId}`;

/** What was seen stays in the console: its description may name a patient. A drill wakes nobody. */
export function issueFound(subject: Subject, issueId: string, url: string): MessageInput[] {
  const words = `An issue was found in the safety period of rotation ${subject.id} (${change(subject)}). The old key stays until it is closed. ${url}`;
  const page: MessageInput = {
    system: "pagerduty",
    action: "trigger",
    dedupKey: alertOf(issueId),
    severity: "critical",
    summary: `Encryption key rotation ${subject.id}: an issue was found in the safety period`,
    url,
  };
  return [...post("security", subject, words), ...(subject.type === "drill" ? [] : [page])];
}

export function issueClosed(subject: Subject, issueId: string, url: string): MessageInput[] {
  const words = `The issue in the safety period of rotation ${subject.id} is closed. ${url}`;
  const page: MessageInput = { system: "pagerduty", action: "resolve", dedupKey: alertOf(issueId) };
  return [...post("security", subject, words), ...(subject.type === "drill" ? [] : [page])];
}

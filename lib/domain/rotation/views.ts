import type { OutageView } from "../integration/integration-view.ts";
import type { MessageView } from "../messages/message-views.ts";
import type { Contacts } from "../settings/contacts.ts";
import type { ReencryptionView, SafetyView, VerificationView } from "./live-views.ts";
import type { ResidueView } from "./record-views.ts";
import type { DeskSummaryView, WaivableCheckView, WaiverView } from "./waiver-views.ts";

/**
 * What pages and components receive: plain serialisable values, never rows, definitions or errors.
 * Every `…At` is an ISO 8601 instant in UTC. No view carries a key, a plaintext or a ciphertext.
 */

/** The eight status words of the console. Shown as icon and text, never as colour alone. */
export type StatusWord =
  | "cannot-start-yet"
  | "ready"
  | "in-progress"
  | "waiting-for-approval"
  | "waiting"
  | "problem"
  | "completed"
  | "cancelled";

export interface PersonView {
  id: string;
  name: string;
  email: string;
}

export interface FactView {
  label: string;
  value: string;
  /** How to set the value: `code` for identifiers and digests, `time` for an ISO instant, `link` for an address. */
  kind?: "text" | "code" | "time" | "count" | "link" | undefined;
}

/** A page of the console where a failing check is mended. */
export interface RemedyView {
  label: string;
  href: string;
}

/** `unknown` blocks like `fail`. `source` says where the value was read. */
export interface CheckView {
  id: string;
  label: string;
  outcome: "pass" | "fail" | "unknown";
  value: string;
  expected: string;
  source: string;
  checkedAt: string | null;
  /** "waived by Ana and Elena: …" when two people waived this answer; it does not block then, and did not pass. */
  waived?: string | undefined;
  /** It fails for no other reason than time, and will pass by itself. */
  clearsByItself?: boolean | undefined;
}

/** Why the primary action cannot be pressed: `fix` is yours to resolve, `wait` clears by itself. */
export interface BlockerView {
  kind: "fix" | "wait";
  text: string;
  remedy?: RemedyView | undefined;
}

export interface EvidenceView {
  id: string;
  title: string;
  recordedAt: string;
  recordedBy: string;
  /** SHA-256 of the evidence in canonical JSON, hex. */
  digest: string;
  facts: FactView[];
}

/** One entry of the secret, by name. Values are never shown. */
export interface SecretEntryDiffView {
  name: string;
  change: "added" | "changed" | "removed" | "unchanged";
  detail: string;
}

export interface DecisionView {
  person: PersonView;
  decision: "approved" | "rejected";
  comment: string;
  at: string;
}

export interface ApprovalView {
  id: string;
  gate: string;
  title: string;
  rotationId: string;
  isDrill: boolean;
  stepId: string;
  stepTitle: string;
  status: "open" | "approved" | "rejected" | "void" | "expired" | "withdrawn";
  requestedBy: PersonView;
  requestedAt: string;
  expiresAt: string;
  approversNeeded: number;
  decisions: DecisionView[];
  planHash: string;
  /** Exactly what will run. */
  plan: FactView[];
  diff: SecretEntryDiffView[];
  checksAtRequest: CheckView[];
  checksNow: CheckView[];
  /** `checksNow` are what the work that this allowed was judged by, just before it started. */
  checkedBeforeStart: boolean;
  /** Whether the person looking may decide, and if not, why. */
  mayDecide: boolean;
  whyNot: string | null;
  /** Deciding asks for a login of the last five minutes, and this person's is older. */
  needsFreshLogin: boolean;
}

export type PhaseActionKind = "inspect" | "request-approval" | "withdraw" | "perform" | "retry";

export interface PhaseActionView {
  kind: PhaseActionKind;
  label: string;
  /** Phrase to type before the action is sent, when its consequence asks for one. */
  phrase: string | null;
}

/** A field of the phase's form, with the value that it starts with. */
export interface FieldView {
  name: string;
  label: string;
  hint: string;
  initial: string;
  kind: "text" | "attest" | "url" | "choice";
  /** Of a choice; empty otherwise. */
  options: { value: string; label: string; hint: string }[];
  required: boolean;
}

export interface PhaseView {
  id: string;
  /** Null while the phase has not been opened. */
  runId: string | null;
  title: string;
  summary: string;
  status: StatusWord;
  gate: { id: string; title: string; approversNeeded: number; stepUp: boolean } | null;
  /** The action asks for a login of the last five minutes, and this person's is older. */
  needsFreshLogin: boolean;
  fields: FieldView[];
  checks: CheckView[];
  /** The checks are what the start was judged by, not the last inspection. */
  checkedBeforeStart: boolean;
  checksRunning: boolean;
  waivers: WaiverView[];
  /** Failing checks that the person looking may propose to waive. */
  waivable: WaivableCheckView[];
  plan: FactView[];
  diff: SecretEntryDiffView[];
  blockers: BlockerView[];
  /** The one primary action, present only for a person who may take it; disabled while `blockers` is not empty. */
  action: PhaseActionView | null;
  mayInspect: boolean;
  mayWithdraw: boolean;
  mayRepeat: boolean;
  mayCancel: boolean;
  approval: ApprovalView | null;
  evidence: EvidenceView[];
  /** What it told other systems. */
  messages: MessageView[];
  problem: string | null;
  startedAt: string | null;
  startedBy: string | null;
  finishedAt: string | null;
  /** Compare-and-set value that every action sends back. */
  version: number;
}

export interface StepRailItemView {
  id: string;
  /** Null for the checklist, 1–10 for the procedure's steps. */
  number: number | null;
  title: string;
  status: StatusWord;
  href: string;
}

export interface StepPageView {
  rotationId: string;
  rotation: Pick<RotationSummaryView, "type" | "oldVersion" | "newVersion"> & { isCancelled: boolean };
  step: StepRailItemView;
  why: string;
  status: StatusWord;
  phases: PhaseView[];
  next: { title: string; href: string } | null;
  readOnly: boolean;
  mayRetryMessages: boolean;
}

export interface RotationSummaryView {
  id: string;
  type: "scheduled" | "emergency" | "drill";
  status: StatusWord;
  oldVersion: number;
  newVersion: number;
  plannedStart: string;
  startedAt: string;
  startedBy: PersonView;
  finishedAt: string | null;
  /** Of a cancelled rotation. */
  cancelledReason: string | null;
  /** Issues of its safety period that nobody has closed. */
  openIssues: number;
  currentStep: StepRailItemView | null;
  rail: StepRailItemView[];
}

export interface AuditEventView {
  seq: string;
  at: string;
  actor: string;
  action: string;
  object: string;
  result: "done" | "refused";
  context: string;
  ipAddress: string | null;
  details: FactView[];
  hash: string;
}

/** Everything that the page of a step shows, and refetches when something changed. */
export interface StepScreenView {
  page: StepPageView;
  rail: StepRailItemView[];
  outages: OutageView[];
  reencryption: ReencryptionView | null;
  /** Null when no cell of this rotation waits at the quarantine desk. */
  quarantine: DeskSummaryView | null;
  verification: VerificationView | null;
  safety: SafetyView | null;
  /** Sealed copy of the new key, to be put into the password manager. */
  escrow: { label: string; sha256: string; recipients: number; href: string } | null;
  /** Null before the old key was retired. */
  residue: ResidueView | null;
  /** Whom to turn to; null while nothing is wrong. */
  contacts: Contacts | null;
  /** When a worker sent its last heartbeat, an ISO instant or "never"; null while one is alive, or when the step is done. */
  workerSilence: string | null;
}

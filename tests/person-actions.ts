import { findPhase } from "#lib/domain/rotation/procedure.ts";
import { DEFAULT_POLICY } from "#lib/domain/settings/policy.ts";
import type { Operation } from "#lib/operations/operation.ts";
import { signOut } from "#lib/operations/session/sign-out.ts";
import { ANAS_TOKEN } from "./calendar-cases.ts";
import { SYSTEM_ID } from "./integration-cases.ts";
import { FAILING } from "./message-world.ts";
import { OPERATION_CASES } from "./operation-cases.ts";
import { A_QUARTER } from "./reencryption-world.ts";
import { PHOTO } from "./registry-cases.ts";
import { PLAN_HASH, type Placed } from "./situation-world.ts";
import { filledIn, type Situation } from "./situations.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";

/** What a call can name: the situation that was placed, if any, and the caller's own session. */
export interface Named {
  situation: Situation | null;
  placed: Placed | null;
  proposedAt: string;
  sessionId: string;
}

type Input = (named: Named) => Record<string, unknown>;

const target: Input = ({ placed }) => ({ phaseRunId: placed?.phaseRunId ?? NOBODY, version: 0 });
const rotation: Input = ({ placed }) => ({ rotationId: placed?.rotationId ?? "none" });
const issue: Input = ({ placed }) => ({ issueId: placed?.issueId ?? NOBODY });
const waiver: Input = ({ placed }) => ({ waiverId: placed?.waiverId ?? NOBODY });
const job: Input = ({ placed }) => ({ jobId: placed?.jobId ?? NOBODY, version: 0 });
const phaseOf = ({ situation }: Named) =>
  situation ? findPhase(situation.stepId, situation.phaseId) : undefined;
const decision: Input = ({ placed }) => ({ requestId: placed?.requestId ?? NOBODY, planHash: PLAN_HASH });

/** One complete, current input for every operation that a person can call, by the operation's name; some have several. */
const INPUTS: Record<string, Record<string, Input>> = {
  "confirm-adoption": { "": ({ proposedAt }) => ({ proposedAt }) },
  "create-rotation": { "": () => ({}) },
  "request-inspection": { "": target },
  "request-approval": {
    "": (named) => ({ ...target(named), fields: filledIn(phaseOf(named)?.fields ?? []) }),
  },
  "decide-approval": {
    "to approve": (named) => ({ ...decision(named), decision: "approved" }),
    "to reject": (named) => ({ ...decision(named), decision: "rejected", comment: "Not tonight." }),
  },
  "withdraw-approval": { "": target },
  "start-phase": {
    "": (named) => {
      const phase = phaseOf(named);
      const confirmation = phase?.phrase?.({ oldVersion: 1, newVersion: 2 });
      const fields = phase?.gate ? {} : filledIn(phase?.fields ?? []);
      return { ...target(named), fields: { ...fields, ...(confirmation ? { confirmation } : {}) } };
    },
  },
  "repeat-re-encryption": { "": target },
  "cancel-rotation": { "": (named) => ({ ...target(named), reason: "Planned for the wrong quarter." }) },
  "move-start": {
    "": (named) => ({ ...target(named), plannedStart: new Date(Date.now() + 86_400_000).toISOString() }),
  },
  "control-reencryption": {
    "to pause": (named) => ({ ...job(named), order: "pause" }),
    "to cancel": (named) => ({ ...job(named), order: "cancel" }),
    "to slow down": (named) => ({ ...job(named), order: "rate", cellsPerSecond: "10" }),
  },
  "protect-application": { "": (named) => ({ ...job(named), ...A_QUARTER }) },
  "propose-waiver": { "": ({ placed }) => ({ ...placed?.lostCell }) },
  "decide-waiver": {
    "to approve": (named) => ({ ...waiver(named), decision: "approved" }),
    "to reject": (named) => ({ ...waiver(named), decision: "rejected", comment: "Ask the clinic." }),
  },
  "withdraw-waiver": { "": waiver },
  "report-issue": {
    "": (named) => ({ ...rotation(named), description: "A row does not open.", monitor: "census" }),
  },
  "propose-resolution": { "": (named) => ({ ...issue(named), resolution: "The row was never written." }) },
  "close-issue": {
    "": (named) => ({
      ...issue(named),
      proposedAt: named.placed?.explainedAt ?? new Date(0).toISOString(),
    }),
  },
  "retry-message": { "": () => ({ messageId: FAILING }) },
  "save-setting": { "": () => ({ key: "policy", version: 0, value: DEFAULT_POLICY }) },
  "classify-column": {
    "as encrypted": () => ({ ...PHOTO, classification: "encrypted", note: "Patient’s picture" }),
    "as not encrypted": () => ({ ...PHOTO, classification: "not-encrypted", note: "A public picture" }),
  },
  "request-integration-test": { "": () => ({ integrationId: SYSTEM_ID }) },
  "create-calendar-token": { "": () => ({}) },
  "revoke-calendar-token": { "": () => ({ tokenId: ANAS_TOKEN }) },
  "download-escrow": { "": rotation },
  "record-reading": { "": () => ({ what: "compliance" }) },
  "sign-out": { "": ({ sessionId }) => ({ sessionId }) },
};

export interface PersonAction {
  name: string;
  operation: string;
  call: Operation<unknown>;
  input: Input;
  /** Its audit row is its only effect. */
  isReading: boolean;
}

const OPERATIONS: { name: string; operation: Operation<unknown>; isReading?: true }[] = [
  ...OPERATION_CASES.filter(({ who }) => who !== "system"),
  { name: "sign-out", operation: signOut },
];

/** Every operation that a person can call. One without an input here makes the matrix fail. */
export const PERSON_ACTIONS: readonly PersonAction[] = OPERATIONS.flatMap(
  ({ name, operation, isReading = false }) =>
    Object.entries(INPUTS[name] ?? { "": () => ({}) }).map(([variant, input]) => ({
      name: `${name} ${variant}`.trim(),
      operation: name,
      call: operation,
      input,
      isReading,
    })),
);

export const OPERATIONS_WITHOUT_INPUT = OPERATIONS.map(({ name }) => name).filter((name) => !INPUTS[name]);

import { z } from "zod";
import type { StepContext } from "../../ports/step-context.ts";
import type { SystemId } from "../integration/system-id.ts";
import { ok, type Result, refuse } from "../result.ts";
import type { FactView, RemedyView, SecretEntryDiffView } from "./views.ts";

export type GateId = "A1" | "A2" | "A2b" | "A3" | "A4" | "A5";

/** How many distinct people of the role must approve the plan before the phase may be performed. */
export interface Gate {
  id: GateId;
  title: string;
  count: number;
  /** Operator and approvers must have signed in within the last five minutes. */
  stepUp?: boolean;
}

export interface CheckOutcome {
  outcome: "pass" | "fail" | "unknown";
  value: string;
}

/** A question about the world, answered by the worker. An answer that cannot be had is `unknown` and blocks. */
export interface Check {
  id: string;
  label: string;
  expected: string;
  source: string;
  /**
   * Two people may waive this answer. Never for a check that protects the readability of the data or the removal of a
   * key; its failing value must name what is wrong without figures that move by themselves, for a waiver binds to it.
   */
  waivable?: true;
  /** Time alone turns its failure into a pass: nobody has anything to mend, and the worker looks again by itself. */
  clearsByItself?: true;
  /** The page of the console where people mend it. */
  remedy?: RemedyView;
  run: (context: StepContext) => Promise<CheckOutcome>;
}

/**
 * What exactly will happen. All of it is hashed into the approval: `intent` and `diff` are shown to the approver,
 * `bound` holds the identifiers that `perform` is given back, so that it does what was approved and nothing newer.
 */
export interface Plan {
  intent: FactView[];
  diff: SecretEntryDiffView[];
  bound: Record<string, string>;
}

export interface Performance<Input> {
  context: StepContext;
  input: Input;
  bound: Record<string, string>;
}

/** A field that the operator fills in; its value is bound into the approval with the plan. */
export interface InputField {
  name: string;
  label: string;
  hint: string;
  initial?: string;
  /** The field may stay empty, which means this. */
  whenEmpty?: string;
  /** `attest`: a box to tick, sent as "yes". `choice`: one of the options. */
  kind?: "text" | "attest" | "url" | "choice";
  options?: readonly FieldOption[];
  /** Anything but the initial value needs the plan to bind this: what the worker cannot do is not offered. */
  needs?: string;
}

export interface FieldOption {
  value: string;
  label: string;
  hint: string;
}

interface PhaseDefinition<Input extends z.ZodObject, Evidence extends z.ZodObject> {
  id: string;
  title: string;
  summary: string;
  actionLabel: string;
  gate?: Gate;
  /** What the operator types before it is performed, when it cannot be undone. */
  phrase?: (rotation: { oldVersion: number; newVersion: number }) => string;
  /** Begins when its turn comes, without anybody's word; it waits, and acts on nothing. */
  startsByItself?: boolean;
  fields?: readonly InputField[];
  input: Input;
  checks: readonly Check[];
  plan: (context: StepContext) => Promise<Plan>;
  evidence: Evidence;
  /** Safe to run twice: it reads the world first and does only what is missing. */
  perform: (performance: Performance<z.infer<Input>>) => Promise<z.infer<Evidence>>;
  facts: (evidence: z.infer<Evidence>) => FactView[];
}

/** A phase sealed over its schemas: input is parsed before `perform`, evidence after it. */
export interface Phase {
  id: string;
  title: string;
  summary: string;
  actionLabel: string;
  gate: Gate | null;
  phrase: ((rotation: { oldVersion: number; newVersion: number }) => string) | null;
  startsByItself: boolean;
  fields: readonly InputField[];
  checks: readonly Check[];
  /** The input as it will be stored, defaults filled in, or why it is refused. */
  parseInput: (raw: unknown) => Result<Record<string, unknown>>;
  plan: (context: StepContext) => Promise<Plan>;
  perform: (performance: Performance<unknown>) => Promise<Record<string, unknown>>;
  facts: (rawEvidence: unknown) => FactView[];
}

export function definePhase<Input extends z.ZodObject, Evidence extends z.ZodObject>(
  definition: PhaseDefinition<Input, Evidence>,
) {
  return {
    ...definition,
    gate: definition.gate ?? null,
    phrase: definition.phrase ?? null,
    startsByItself: definition.startsByItself ?? false,
    fields: definition.fields ?? [],
    parseInput: (raw: unknown): Result<Record<string, unknown>> => {
      const parsed = definition.input.safeParse(raw);
      return parsed.success ? ok(parsed.data) : refuse("invalid-input", z.prettifyError(parsed.error));
    },
    perform: async (performance: Performance<unknown>): Promise<Record<string, unknown>> =>
      definition.evidence.parse(
        await definition.perform({ ...performance, input: definition.input.parse(performance.input) }),
      ),
    facts: (raw: unknown) => definition.facts(definition.evidence.parse(raw)),
    readEvidence: (raw: unknown): z.infer<Evidence> => definition.evidence.parse(raw),
  };
}

export interface Step {
  id: string;
  /** 1–10 as in the procedure; null for the checklist before it. */
  number: number | null;
  title: string;
  why: string;
  /** Raised when the meaning of the step changes; a rotation keeps the revision that it started with. */
  revision: number;
  /** Outside systems that its phases call or send messages to, optional ones included. */
  systems: readonly SystemId[];
  /** In order. A step without phases is not performed by this version of the console. */
  phases: readonly Phase[];
}

export function defineStep(step: Step): Step {
  return step;
}

import { phasesInOrder } from "#lib/domain/rotation/procedure.ts";
import type { InputField } from "#lib/domain/rotation/step.ts";

export type Status =
  | "ready"
  | "awaiting-approval"
  | "approved"
  | "running"
  | "failed"
  | "completed"
  | "superseded";

/** Where a rotation stands: one phase in one of its states, everything before it completed. */
export interface Situation {
  name: string;
  stepId: string;
  phaseId: string;
  /** Approvers that the phase's gate asks for; 0 without a gate. */
  needed: number;
  status: Status;
  /** Of the last request. */
  given: number;
  approvalStands: boolean;
  /** It failed after something outside the database may have been changed. */
  effectBegun: boolean;
  safety: Safety;
}

/** Of the safety period, once its phase was reached. */
export type Safety = "running" | "over" | "issue open" | "issue explained" | "issue closed";

type State = Pick<Situation, "status" | "given" | "approvalStands" | "effectBegun">;
const state = (status: Status, given = 0, failure: Partial<State> = {}): State => ({
  status,
  given,
  approvalStands: false,
  effectBegun: false,
  ...failure,
});

/** Every state that a phase with this gate can be in. */
function statesOf(needed: number): [name: string, State][] {
  const gated: [string, State][] = [
    ...Array.from({ length: needed }, (_, given): [string, State] => [
      `awaiting approval, ${given} of ${needed} given`,
      state("awaiting-approval", given),
    ]),
    ["approved", state("approved", needed)],
    ["failed, its approval standing", state("failed", needed, { approvalStands: true })],
    [
      "failed half-way, its approval standing",
      state("failed", needed, { approvalStands: true, effectBegun: true }),
    ],
  ];
  return [
    ["ready", state("ready")],
    ...(needed > 0 ? gated : []),
    ["running", state("running", needed)],
    ["failed", state("failed")],
    ["completed", state("completed", needed)],
    ["superseded", state("superseded")],
  ];
}

const MOMENTS: readonly Safety[] = ["over", "issue open", "issue explained", "issue closed"];

/** Every phase of the procedure in every state, and the moments of the safety period where it matters. */
export function situations(): Situation[] {
  return phasesInOrder().flatMap(({ step, phase }, index) => {
    const needed = phase.gate?.count ?? 0;
    const watchAt = phasesInOrder().findIndex((it) => it.phase.startsByItself);
    const usual: Safety = index > watchAt ? "over" : "running";
    const key = { stepId: step.id, phaseId: phase.id, needed };
    const plain = statesOf(needed).map(([name, it]) => ({
      ...key,
      ...it,
      safety: usual,
      name: `${step.id}/${phase.id} ${name}`,
    }));
    const matters = phase.startsByItself || step.id === "retire-old-key";
    const further = matters
      ? MOMENTS.filter((safety) => safety !== usual).map((safety) => ({
          ...key,
          ...state(phase.startsByItself ? "running" : "ready"),
          safety,
          name: `${step.id}/${phase.id}, safety period: ${safety}`,
        }))
      : [];
    return [...plain, ...further];
  });
}

/**
 * What people fill in: what stands there already, nothing where that means something,
 * every box ticked, an address, and a name elsewhere.
 */
export function filledIn(fields: readonly InputField[]): Record<string, string> {
  const values: Partial<Record<string, string>> = {
    attest: "yes",
    url: "https://docs.restartix.example/hipaa",
  };
  const fill = (field: InputField) =>
    "whenEmpty" in field && field.kind !== "attest"
      ? ""
      : (field.initial ?? values[field.kind ?? "text"] ?? "Ana Ionescu");
  return Object.fromEntries(fields.map((field) => [field.name, fill(field)]));
}

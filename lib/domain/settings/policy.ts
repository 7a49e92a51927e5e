import { z } from "zod";
import { phasesInOrder } from "../rotation/procedure.ts";
import type { Gate, GateId } from "../rotation/step.ts";

/** The gates in the order in which a rotation meets them, each with the number of approvers that it never goes below. */
export const GATES: readonly Gate[] = phasesInOrder().flatMap(({ phase }) => phase.gate ?? []);

const MOST_APPROVERS = 5;

const approversOf = ({ id, count }: Gate) =>
  z.coerce
    .number(`${id}: give the number of approvers.`)
    .int(`${id}: give a whole number of approvers.`)
    .min(count, `${id} needs at least ${count} ${count === 1 ? "approver" : "approvers"}.`)
    .max(MOST_APPROVERS, `${id} can ask for at most ${MOST_APPROVERS} approvers.`);

const MINIMUM = Object.fromEntries(GATES.map(({ id, count }) => [id, count])) as Record<GateId, number>;

const Approvers = z.object(
  Object.fromEntries(GATES.map((gate) => [gate.id, approversOf(gate)])) as Record<
    GateId,
    ReturnType<typeof approversOf>
  >,
);

/** Rules that an approver may tighten, never loosen below the written procedure and 45 CFR 164.316(b)(2)(i). */
export const Policy = z.object({
  safetyHours: z.coerce.number().int().min(24, "The safety period lasts at least 24 hours.").max(720),
  destroyAfterDays: z.coerce.number().int().min(30, "A retired key is kept for at least 30 days.").max(3650),
  auditRetentionYears: z.coerce.number().int().min(6, "Records are kept for at least six years.").max(50),
  timeZone: z.string().refine(isTimeZone, "Use an IANA time zone, for example Europe/Bucharest."),
  /** Distinct people who have to approve at each gate. */
  approvers: Approvers.default(MINIMUM),
});
export type Policy = z.infer<typeof Policy>;

export const DEFAULT_POLICY: Policy = {
  safetyHours: 24,
  destroyAfterDays: 30,
  auditRetentionYears: 6,
  timeZone: "UTC",
  approvers: MINIMUM,
};

/** How many people must approve at the gate: what policy asks for, and never less than the procedure does. */
export function approversNeeded({ id, count }: Gate, { approvers }: Pick<Policy, "approvers">): number {
  return Math.max(count, approvers[id]);
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

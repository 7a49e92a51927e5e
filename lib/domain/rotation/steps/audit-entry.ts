import { z } from "zod";
import type { StepContext } from "../../../ports/step-context.ts";
import { rotationRecord } from "../rotation-record.ts";
import { definePhase, defineStep } from "../step.ts";
import { switchWrites } from "./deploy.ts";
import { runJob } from "./re-encrypt.ts";

const Record = z.record(z.string(), z.json());

export const writeEntry = definePhase({
  id: "write-entry",
  title: "Record the rotation",
  summary: "Writes the procedure's KEY_ROTATION row from what was measured, in the name of the operator.",
  actionLabel: "Record KEY_ROTATION",
  input: z.object({}),
  checks: [],
  plan: async (context) => ({
    intent: Object.entries(recordOf(context)).map(([label, value]) => ({
      label,
      value: typeof value === "object" ? JSON.stringify(value) : String(value),
      kind: "code" as const,
    })),
    diff: [],
    bound: {},
  }),
  evidence: z.object({ record: Record }),
  // The row itself is written with the outcome, in the same transaction: once, whatever happens in between.
  perform: async ({ context }) => ({ record: recordOf(context) }),
  facts: ({ record }) =>
    Object.entries(record).map(([label, value]) => ({
      label,
      value: typeof value === "object" ? JSON.stringify(value) : String(value),
    })),
});

function recordOf(context: StepContext): ReturnType<typeof rotationRecord> {
  const { columns } = context.evidenceOf("re-encrypt", runJob);
  const { switchedAt } = context.evidenceOf("deploy", switchWrites);
  return rotationRecord(context.rotation, columns, switchedAt);
}

export const auditEntry = defineStep({
  id: "audit-entry",
  number: 8,
  title: "Audit entry",
  why: "The record that auditors ask for, written from what was measured.",
  revision: 1,
  systems: [],
  phases: [writeEntry],
});

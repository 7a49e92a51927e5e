import { defineStep } from "../step.ts";

export const auditEntry = defineStep({
  id: "audit-entry",
  number: 8,
  title: "Audit entry",
  why: "The record that auditors ask for, written from what was measured.",
  revision: 1,
  phases: [],
});

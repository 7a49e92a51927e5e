import type { StepRailItemView } from "#lib/domain/rotation/views.ts";

/** `Step 4 of 10`; the checklist stands before the numbered steps. */
export function stepPosition(step: StepRailItemView, rail: StepRailItemView[]): string {
  if (step.number === null) return "Before step 1";
  return `Step ${step.number} of ${rail.filter((item) => item.number !== null).length}`;
}

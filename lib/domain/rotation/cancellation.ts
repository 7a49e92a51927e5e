const CANCELLABLE_STEPS = ["checklist", "generate-key", "store-key"];

interface OpenRun {
  stepId: string;
  status: string;
  effectBegunAt: Date | null;
}

/**
 * Whether the rotation may be given up from its open phase: until the new key begins to become current, for nothing has used
 * the key before. Afterwards the way back is a rollback, never a rotation that just stops.
 */
export function mayCancelRotation({ stepId, status, effectBegunAt }: OpenRun): boolean {
  if (!CANCELLABLE_STEPS.includes(stepId)) return false;
  if (["running", "completed", "superseded"].includes(status)) return false;
  return stepId !== "store-key" || effectBegunAt === null;
}

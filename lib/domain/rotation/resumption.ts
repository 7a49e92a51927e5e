interface StartedRun {
  startedAt: Date | null;
  effectBegunAt: Date | null;
}

/** Whether the effect began since the last start: a worker that takes the phase over goes on without judging again. */
export function isUnderWay({ startedAt, effectBegunAt }: StartedRun): boolean {
  return effectBegunAt !== null && (startedAt === null || effectBegunAt >= startedAt);
}

/**
 * Whether a phase that is tried again keeps the approved plan: what cannot be undone has changed the world that a new plan
 * would describe. Its checks, and the approval, are judged again.
 */
export function keepsPlan(phase: { phrase: unknown }, { effectBegunAt }: Pick<StartedRun, "effectBegunAt">) {
  return phase.phrase !== null && effectBegunAt !== null;
}

import { ArrowDown } from "lucide-react";
import type { PhaseView, StepPageView } from "#lib/domain/rotation/views.ts";
import { BlockerKind } from "./blocker-list.tsx";
import { actionId } from "./phase-panel.tsx";

/** The one thing to do on this page, or what it waits for, before anybody has to scroll. */
export function StepNow({ page }: { page: StepPageView }) {
  const phase = page.phases.find((it) => it.status !== "completed" && it.status !== "cannot-start-yet");
  if (page.rotation.isCancelled)
    return <p className="mt-2 text-sm">This rotation was cancelled. Its steps are kept as they were.</p>;
  if (phase === undefined || page.status === "completed") return null;
  return (
    <p className="mt-3 flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm">
      <Now phase={phase} readOnly={page.readOnly} />
    </p>
  );
}

function Now({ phase, readOnly }: { phase: PhaseView; readOnly: boolean }) {
  const [first, ...others] = phase.blockers;
  if (first !== undefined) {
    return (
      <>
        <BlockerKind kind={first.kind} />
        <a href={`#${actionId(phase)}`} className={LINK}>
          {first.text}
        </a>
        {others.length > 0 && <span className="text-muted">and {others.length} more</span>}
      </>
    );
  }
  if (phase.action === null) {
    return readOnly ? <>You can read this step. Who operates this rotation works on it.</> : null;
  }
  return (
    <a href={`#${actionId(phase)}`} className={LINK}>
      <ArrowDown aria-hidden="true" size={14} />
      {phase.action.label}
    </a>
  );
}

const LINK = "inline-flex min-h-6 items-center gap-1.5 text-accent underline underline-offset-3";

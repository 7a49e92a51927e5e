import type { StepPageView, StepRailItemView } from "#lib/domain/rotation/views.ts";
import { StatusWord } from "./status-word.tsx";
import { stepPosition } from "./step-position.ts";

interface StepHeaderProps {
  page: Pick<StepPageView, "step" | "status" | "why" | "readOnly">;
  rail: StepRailItemView[];
}

export function StepHeader({ page, rail }: StepHeaderProps) {
  return (
    <header className="pt-6 pb-5">
      <p className="text-sm text-muted">{stepPosition(page.step, rail)}</p>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h1 className="text-xl font-semibold tracking-tight">{page.step.title}</h1>
        <StatusWord status={page.status} />
      </div>
      <p className="mt-1 max-w-prose text-muted">{page.why}</p>
      {page.readOnly && page.status !== "completed" && (
        <p className="mt-2 text-sm">You can read this step. It is operated by a security engineer.</p>
      )}
    </header>
  );
}

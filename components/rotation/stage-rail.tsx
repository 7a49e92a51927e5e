import { ChevronDown } from "lucide-react";
import type { StepRailItemView } from "#lib/domain/rotation/views.ts";
import { StageRailList } from "./stage-rail-list.tsx";
import { stepPosition } from "./step-position.ts";

interface StageRailProps {
  items: StepRailItemView[];
  /** The step whose page this is; null on pages beside the procedure. */
  currentId: string | null;
}

/** The procedure in its order. Every step is a link: one that cannot start yet can still be read. */
export function StageRail({ items, currentId }: StageRailProps) {
  const current = items.find((item) => item.id === currentId);
  return (
    <>
      <nav aria-label="Steps of the rotation" className="hidden md:block print:hidden">
        <div className="sticky top-18 max-h-[calc(100dvh-4.5rem)] overflow-y-auto py-6">
          <StageRailList items={items} currentId={currentId} />
        </div>
      </nav>
      <details className="group -mx-4 border-b border-line sm:-mx-8 md:hidden print:hidden">
        <summary className="flex min-h-11 items-center gap-2 px-4 text-sm font-medium sm:px-8">
          {current === undefined ? "Steps" : `${stepPosition(current, items)} · ${current.title}`}
          <ChevronDown aria-hidden="true" size={16} className="ml-auto text-muted group-open:rotate-180" />
        </summary>
        <nav aria-label="Steps of the rotation" className="px-4 pb-4 sm:px-8">
          <StageRailList items={items} currentId={currentId} />
        </nav>
      </details>
    </>
  );
}

import type { StepRailItemView } from "#lib/domain/rotation/views.ts";
import { classNames } from "../ui/class-names.ts";

/** Depths of the cuts, in sixths; they repeat when there are more steps. */
const DEPTHS = [3, 5, 2, 4, 6, 3, 5, 2, 6, 4, 5];

/** The procedure as the cuts of a key: one per step, filled when it is completed. */
export function Bitting({ rail }: { rail: StepRailItemView[] }) {
  const done = rail.filter((item) => item.status === "completed").length;
  return (
    <div>
      <div aria-hidden="true" className="flex items-start">
        <span className="size-9 shrink-0 rounded-full border-2 border-line-strong" />
        <div className="mt-2 flex h-7 max-w-72 min-w-0 flex-1 items-start gap-px border-t-2 border-line-strong">
          {rail.map((item, index) => (
            <span
              key={item.id}
              data-slot="bit"
              data-cut={item.status === "completed" ? "" : undefined}
              style={{ height: `${((DEPTHS[index % DEPTHS.length] ?? 3) / 6) * 100}%` }}
              className={classNames("min-w-0 flex-1 border border-t-0", cutStyle(item.status))}
            />
          ))}
        </div>
      </div>
      <p className="mt-1 text-xs text-muted">
        {done} of {rail.length} completed
      </p>
    </div>
  );
}

function cutStyle(status: StepRailItemView["status"]): string {
  if (status === "completed") return "border-text bg-text";
  if (status === "problem") return "border-problem bg-problem";
  if (status === "waiting" || status === "waiting-for-approval") return "border-wait bg-wait";
  if (status === "in-progress") return "border-accent bg-accent";
  return status === "ready" ? "border-accent" : "border-line";
}

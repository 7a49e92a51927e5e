import { type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";

interface SectionProps {
  title: string;
  /** Right of the title: a link, a status, a small button. */
  aside?: ReactNode;
  /** `margin` sets the title in a left margin, as a specification sheet does; `above` sets it on top. */
  layout?: "margin" | "above";
  level?: 2 | 3 | 4;
  /** For links that lead to it. */
  id?: string;
  children: ReactNode;
}

const HEADING = { 2: "h2", 3: "h3", 4: "h4" } as const;

/** A titled part of a page, set off by a hairline. */
export function Section({ title, aside, layout = "above", level = 2, id, children }: SectionProps) {
  const titleId = useId();
  const Heading = HEADING[level];
  // Only the parts of the page itself are landmarks: those of each phase bear the same names.
  const Part = level === 2 ? "section" : "div";
  const inMargin = layout === "margin";
  return (
    <Part
      id={id}
      aria-labelledby={level === 2 ? titleId : undefined}
      className={classNames(
        "border-t border-line py-4",
        inMargin && "grid gap-x-6 gap-y-2 xl:grid-cols-[9rem_minmax(0,1fr)]",
      )}
    >
      <header
        className={classNames(
          "flex min-w-0 flex-wrap items-center justify-between gap-x-4 gap-y-1",
          inMargin ? "xl:flex-col xl:items-start xl:justify-start" : "mb-3",
        )}
      >
        <Heading
          id={titleId}
          className={inMargin ? "text-sm font-medium text-muted" : "text-lg font-semibold"}
        >
          {title}
        </Heading>
        {aside}
      </header>
      <div className="min-w-0">{children}</div>
    </Part>
  );
}

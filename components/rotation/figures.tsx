import type { ReactNode } from "react";

export interface Figure {
  label: string;
  value: ReactNode;
}

/** Numbers side by side, divided by hairlines. */
export function Figures({ figures }: { figures: Figure[] }) {
  return (
    <dl className="flex flex-wrap gap-px overflow-hidden rounded-sm border border-line bg-line">
      {figures.map((figure) => (
        <div key={figure.label} className="min-w-0 grow basis-1/3 bg-raised px-3 py-2 sm:basis-1/5">
          <dt className="text-xs text-muted">{figure.label}</dt>
          <dd className="text-lg leading-6 font-medium tabular-nums">{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}

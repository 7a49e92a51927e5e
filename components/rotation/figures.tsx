import type { ReactNode } from "react";

export interface Figure {
  label: string;
  value: ReactNode;
}

/** Numbers side by side, divided by hairlines. */
export function Figures({ figures }: { figures: Figure[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-sm border border-line bg-line sm:grid-cols-4">
      {figures.map((figure) => (
        <div key={figure.label} className="min-w-0 bg-raised px-3 py-2">
          <dt className="text-xs text-muted">{figure.label}</dt>
          <dd className="text-lg leading-6 font-medium tabular-nums">{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}

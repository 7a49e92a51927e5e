import { Fragment, type ReactNode } from "react";

export interface KeyValueItem {
  label: string;
  value: ReactNode;
}

export function KeyValue({ items }: { items: KeyValueItem[] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-1 text-sm sm:grid-cols-[minmax(8rem,auto)_minmax(0,1fr)]">
      {items.map((item) => (
        <Fragment key={item.label}>
          <dt className="min-w-0 wrap-anywhere text-muted">{item.label}</dt>
          <dd className="mb-1 min-w-0 wrap-anywhere sm:mb-0">{item.value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

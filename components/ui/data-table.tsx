import type { ReactNode } from "react";
import { VisuallyHidden } from "./visually-hidden.tsx";

export interface Column {
  id: string;
  label: string;
  align?: "start" | "end";
  /** Width class, where the longest cell would squeeze its neighbours. */
  width?: string;
  /** Left out on narrow screens, where another cell of the row repeats the value. */
  wideOnly?: boolean;
  /** The header is read aloud but not drawn. */
  labelHidden?: boolean;
}

interface DataTableProps {
  caption: string;
  columns: Column[];
  children: ReactNode;
}

function headerClass(column: Column): string {
  return [
    "py-1.5 pr-4 text-xs font-medium whitespace-nowrap text-muted last:pr-0 md:px-3 md:first:pl-0 md:last:pr-0",
    column.align === "end" ? "text-right" : "text-left",
    column.wideOnly === true ? "hidden md:table-cell" : "",
    column.width ?? "",
  ].join(" ");
}

/** Scrolls in its own box, which the keyboard can reach; the page never scrolls sideways. */
export function DataTable({ caption, columns, children }: DataTableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling box must be reachable by keyboard
    <section className="relative overflow-x-auto" aria-label={caption} tabIndex={0}>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line">
            {columns.map((column) => (
              <th key={column.id} scope="col" className={headerClass(column)}>
                {column.labelHidden === true ? <VisuallyHidden>{column.label}</VisuallyHidden> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&_tr]:border-b [&_tr]:border-line [&_tr:last-child]:border-b-0">{children}</tbody>
      </table>
    </section>
  );
}

import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { CSSProperties, ReactNode } from "react";
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
  /** Where the rows stand in the order of this column, and the order that they are in now. */
  sort?: ColumnSort;
}

export interface ColumnSort {
  href: string;
  order: "ascending" | "descending" | "none";
}

interface DataTableProps {
  caption: string;
  columns: Column[];
  /** On a narrow screen each row becomes a block, in which every value stands beside the name of its column. */
  stack?: boolean;
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

/** The names of the columns, where the style sheet finds them: `--column-1` and so on. */
function namesOf(columns: Column[]): CSSProperties {
  return Object.fromEntries(
    columns.map(({ label }, index) => [`--column-${index + 1}`, JSON.stringify(label)]),
  );
}

/** Scrolls in its own box, which the keyboard can reach; the page never scrolls sideways. */
export function DataTable({ caption, columns, stack = false, children }: DataTableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling box must be reachable by keyboard
    <section className="relative overflow-x-auto" aria-label={caption} tabIndex={0}>
      <table
        data-stack={stack || undefined}
        style={stack ? namesOf(columns) : undefined}
        className="w-full border-collapse text-sm"
      >
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line">
            {columns.map((column) => (
              <th key={column.id} scope="col" aria-sort={column.sort?.order} className={headerClass(column)}>
                <HeaderLabel column={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&_tr]:border-b [&_tr]:border-line [&_tr:last-child]:border-b-0">{children}</tbody>
      </table>
    </section>
  );
}

function HeaderLabel({ column: { label, labelHidden, sort } }: { column: Column }) {
  if (labelHidden === true) return <VisuallyHidden>{label}</VisuallyHidden>;
  if (sort === undefined) return label;
  const Arrow = sort.order === "ascending" ? ArrowUp : ArrowDown;
  return (
    <Link
      href={sort.href}
      className="inline-flex min-h-6 items-center gap-1 underline decoration-line-strong decoration-dotted underline-offset-3 hover:text-text"
    >
      {label}
      {sort.order !== "none" && <Arrow aria-hidden="true" size={12} />}
    </Link>
  );
}

import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

interface CellProps {
  children: ReactNode;
  align?: "start" | "end";
  wideOnly?: boolean;
  /** Names the row for a screen reader. */
  rowHeader?: boolean;
}

export function Cell({ children, align = "start", wideOnly = false, rowHeader = false }: CellProps) {
  const className = classNames(
    "py-2 pr-4 align-top font-normal last:pr-0 md:px-3 md:first:pl-0 md:last:pr-0",
    align === "end" ? "text-right whitespace-nowrap tabular-nums" : "text-left",
    wideOnly && "hidden md:table-cell",
  );
  return rowHeader ? (
    <th scope="row" className={className}>
      {children}
    </th>
  ) : (
    <td className={className}>{children}</td>
  );
}

import { Pagination } from "./pagination.tsx";
import { tableAddress } from "./table-address.ts";

interface TablePagesProps {
  /** Names the navigation: `Audit events`. */
  label: string;
  path: string;
  filter: Record<string, string | number> & { page: number };
  pageSize: number;
  /** Rows on this page, and in all. */
  shown: number;
  total: number;
}

/** Where this page stands among all rows that the filter leaves. */
export function TablePages({ label, path, filter, pageSize, shown, total }: TablePagesProps) {
  const { page } = filter;
  const first = (page - 1) * pageSize + 1;
  const last = first + shown - 1;
  const hrefOf = (target: number) => tableAddress(path, filter, { page: target });
  return (
    <Pagination
      label={label}
      range={`${first}–${last} of ${total.toLocaleString("en")}`}
      previousHref={page > 1 ? hrefOf(page - 1) : null}
      nextHref={last < total ? hrefOf(page + 1) : null}
    />
  );
}

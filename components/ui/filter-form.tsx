import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { ButtonLink } from "./button-link.tsx";

interface FilterFormProps {
  /** Address of the page without a filter. */
  href: string;
  /** Kept when the filter changes: the order of the rows. */
  sort?: string;
  /** Selects and fields, each named as in the address. */
  children: ReactNode;
}

/** A plain GET form: the filter is the address, works without script and can be sent to somebody. */
export function FilterForm({ href, sort, children }: FilterFormProps) {
  return (
    <form method="get" action={href} className="border-y border-line py-3 print:hidden">
      {sort !== undefined && <input type="hidden" name="sort" value={sort} />}
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="grid w-full min-w-0 grid-cols-2 gap-x-4 gap-y-3 md:w-auto md:flex-1 md:auto-cols-fr md:grid-flow-col md:grid-cols-none">
          {children}
        </div>
        <div className="flex gap-2">
          <Button type="submit">Filter</Button>
          <ButtonLink href={href} variant="quiet">
            Show all
          </ButtonLink>
        </div>
      </div>
    </form>
  );
}

import { ButtonLink } from "./button-link.tsx";

interface PaginationProps {
  /** `Audit events`: names the navigation. */
  label: string;
  /** `1–50 of 1,204`. */
  range: string;
  previousHref: string | null;
  nextHref: string | null;
}

export function Pagination({ label, range, previousHref, nextHref }: PaginationProps) {
  return (
    <nav
      aria-label={`${label}, pages`}
      className="flex flex-wrap items-center justify-between gap-3 py-3 text-sm"
    >
      <p className="text-muted">{range}</p>
      <div className="flex gap-2">
        {previousHref !== null && (
          <ButtonLink href={previousHref} rel="prev" size="small">
            Previous
          </ButtonLink>
        )}
        {nextHref !== null && (
          <ButtonLink href={nextHref} rel="next" size="small">
            Next
          </ButtonLink>
        )}
      </div>
    </nav>
  );
}

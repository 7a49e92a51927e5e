import Link from "next/link";
import type { ReactNode } from "react";
import { PageTitle } from "./page-title.tsx";

interface PageHeaderProps {
  title: string;
  /** The page above this one. */
  parent?: { href: string; label: string };
  /** One sentence: what this page is for. */
  lead?: string;
  aside?: ReactNode;
}

export function PageHeader({ title, parent, lead, aside }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-2 pt-6 pb-5">
      <div className="min-w-0">
        {parent !== undefined && (
          <Link
            href={parent.href}
            className="inline-flex min-h-6 items-center text-sm text-muted hover:text-text"
          >
            <span aria-hidden="true">←&nbsp;</span>
            {parent.label}
          </Link>
        )}
        <PageTitle>{title}</PageTitle>
        {lead !== undefined && <p className="mt-1 max-w-prose text-muted">{lead}</p>}
      </div>
      {aside}
    </header>
  );
}

"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

interface SubNavProps {
  label: string;
  items: { href: string; label: string }[];
}

/** The pages of one part of the console, beside each other. */
export function SubNav({ label, items }: SubNavProps) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="mb-5 border-b border-line print:hidden">
      <ul className="-mb-px flex flex-wrap gap-x-5">
        {items.map((item) => (
          <li key={item.href}>
            <Link
              href={item.href}
              aria-current={pathname === item.href ? "page" : undefined}
              className="inline-flex min-h-8 items-center border-b-2 border-transparent text-sm text-muted hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text"
            >
              {item.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

export interface NavItem {
  href: string;
  label: string;
  icon: ReactNode;
  /** Shown only when above zero, with what it counts: `2 waiting`. */
  badge?: { count: number; meaning: string } | undefined;
}

function isCurrent(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

export function NavList({ items }: { items: NavItem[] }) {
  const pathname = usePathname();
  return (
    <ul className="grid gap-px">
      {items.map((item) => (
        <li key={item.href}>
          <Link
            href={item.href}
            aria-current={isCurrent(pathname, item.href) ? "page" : undefined}
            className="flex min-h-8 items-center gap-2.5 border-l-2 border-transparent px-3 text-sm text-muted hover:bg-sunken hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text"
          >
            <span aria-hidden="true" className="[&_svg]:size-4">
              {item.icon}
            </span>
            <span className="flex-1">{item.label}</span>
            {item.badge !== undefined && item.badge.count > 0 && (
              <span className="rounded-sm bg-wait-soft px-1.5 text-xs font-medium text-wait">
                {item.badge.count}
                <span className="sr-only"> {item.badge.meaning}</span>
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

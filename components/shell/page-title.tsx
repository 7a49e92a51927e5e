"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";

let shownPath: string | null = null;

/** A page's main heading. Whoever has come here from another page of the console goes on reading from it. */
export function PageTitle({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The first page of a tab is left to the browser, which begins at the top.
    if (shownPath !== null && shownPath !== pathname) heading.current?.focus({ preventScroll: true });
    shownPath = pathname;
  }, [pathname]);
  return (
    <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold tracking-tight">
      {children}
    </h1>
  );
}

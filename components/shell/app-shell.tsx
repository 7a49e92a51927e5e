import Link from "next/link";
import type { ReactNode } from "react";
import { EnvBand, type Environment } from "./env-band.tsx";
import { MobileNav } from "./mobile-nav.tsx";
import { type NavItem, NavList } from "./nav-list.tsx";
import type { Theme } from "./theme.ts";
import { ThemeSwitch } from "./theme-switch.tsx";
import { UtcClock } from "./utc-clock.tsx";
import { Wordmark } from "./wordmark.tsx";

interface AppShellProps {
  environment: Environment;
  target: string;
  nav: NavItem[];
  theme: Theme;
  /** The live dot, once a page has a stream to report on. */
  live?: ReactNode;
  account: ReactNode;
  children: ReactNode;
}

export function AppShell({ environment, target, nav, theme, live, account, children }: AppShellProps) {
  return (
    <div className="min-h-dvh">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-1 focus:left-1 focus:z-50 focus:bg-raised focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 print:static">
        <EnvBand environment={environment} target={target} />
        <div className="flex h-12 items-center gap-2 border-b border-line bg-surface px-3 sm:gap-3 sm:px-4 print:hidden">
          <MobileNav items={nav} theme={theme} />
          <Link href="/" className="inline-flex min-h-8 min-w-8 items-center rounded-sm">
            <Wordmark />
          </Link>
          <div className="ml-auto flex min-w-0 items-center gap-2 sm:gap-4">
            {live}
            <UtcClock />
            <span className="hidden md:block">
              <ThemeSwitch initial={theme} />
            </span>
            {account}
          </div>
        </div>
      </header>
      <div className="lg:grid lg:min-h-[calc(100dvh-4.5rem)] lg:grid-cols-[13rem_minmax(0,1fr)] print:block">
        <nav aria-label="Main" className="hidden border-r border-line lg:block print:hidden">
          <div className="sticky top-18 py-4">
            <NavList items={nav} />
          </div>
        </nav>
        <main id="content" tabIndex={-1} className="w-full max-w-7xl min-w-0 px-4 pb-16 sm:px-8">
          {children}
        </main>
      </div>
    </div>
  );
}

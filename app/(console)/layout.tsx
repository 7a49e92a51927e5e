import {
  CalendarClock,
  CheckCheck,
  FileCheck2,
  LayoutDashboard,
  MessageSquare,
  RefreshCw,
  ScrollText,
  Settings,
} from "lucide-react";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { AccountMenu } from "#components/shell/account-menu.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import { DraftScope } from "#components/shell/draft-scope.tsx";
import { LiveStatus } from "#components/shell/live-status.tsx";
import { QueryScope } from "#components/shell/query-scope.tsx";
import { SessionKeeper } from "#components/shell/session-keeper.tsx";
import { SignOutForm } from "#components/shell/sign-out-form.tsx";
import { parseTheme, THEME_COOKIE } from "#components/shell/theme.ts";
import { ClockProvider } from "#components/ui/clock.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { ROLE_TITLES } from "#lib/domain/actor.ts";
import { webEnv } from "#lib/env.ts";
import { web } from "#lib/runtime/web.ts";
import { countForDecision } from "#lib/views/approvals.ts";
import { countUnsent } from "#lib/views/messages.ts";
import { listOpenWaivers } from "#lib/views/waivers.ts";
import { serverTime } from "./server-time.ts";
import { signOutAction } from "./sign-out-action.ts";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor();
  const { APP_ENV, APP_URL } = webEnv();
  const [requests, waivers, unsent] = await Promise.all([
    countForDecision(web().db, actor),
    listOpenWaivers(web().db, actor),
    countUnsent(web().db),
  ]);
  const waiting = requests + waivers.filter((waiver) => waiver.mayDecide).length;
  const nav = [
    { href: "/", label: "Overview", icon: <LayoutDashboard /> },
    { href: "/rotations", label: "Rotations", icon: <RefreshCw /> },
    {
      href: "/approvals",
      label: "Approvals",
      icon: <CheckCheck />,
      badge: { count: waiting, meaning: "waiting for you" },
    },
    { href: "/schedule", label: "Schedule", icon: <CalendarClock /> },
    {
      href: "/messages",
      label: "Messages",
      icon: <MessageSquare />,
      badge: { count: unsent, meaning: "not sent" },
    },
    { href: "/audit", label: "Audit log", icon: <ScrollText /> },
    { href: "/compliance", label: "Compliance", icon: <FileCheck2 /> },
    { href: "/settings", label: "Settings", icon: <Settings /> },
  ];
  return (
    <ClockProvider now={serverTime()}>
      <QueryScope>
        <AppShell
          environment={APP_ENV}
          target={new URL(APP_URL).host}
          nav={nav}
          theme={parseTheme((await cookies()).get(THEME_COOKIE)?.value)}
          live={<LiveStatus />}
          account={
            <AccountMenu
              name={actor.name}
              email={actor.email}
              roles={actor.roles.map((role) => ROLE_TITLES[role])}
            >
              <SignOutForm action={signOutAction} />
            </AccountMenu>
          }
        >
          <DraftScope owner={actor.id}>{children}</DraftScope>
        </AppShell>
        <SessionKeeper endsAt={actor.sessionEndsAt.toISOString()} />
      </QueryScope>
    </ClockProvider>
  );
}

"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { Button } from "../ui/button.tsx";
import { ButtonLink } from "../ui/button-link.tsx";
import { useClock } from "../ui/clock.tsx";
import { duration } from "../ui/duration.ts";
import { Notice } from "../ui/notice.tsx";
import { useSessionEnd } from "./use-session-end.ts";

const WARN_SECONDS = 120;

/** Keeps the session alive while somebody works, and says in time when it is about to end for want of that. */
export function SessionKeeper({ endsAt: initial }: { endsAt: string }) {
  const { endsAt, learn } = useSessionEnd(initial);
  const left = useClock((now) =>
    endsAt === null
      ? 0
      : Math.min(WARN_SECONDS + 1, Math.max(0, Math.ceil((Date.parse(endsAt) - now) / 1000))),
  );
  const isNear = left <= WARN_SECONDS;
  const isOver = left === 0;
  useEffect(() => {
    // Another tab may have kept the session alive since.
    if (isNear || isOver) void learn("GET");
  }, [isNear, isOver, learn]);
  if (!isNear) return null;
  return (
    <div className="fixed inset-x-4 bottom-4 z-40 mx-auto max-w-lg shadow-overlay print:hidden">
      {isOver ? (
        <Notice kind="problem" title="Your session has ended" action={<SignInLink />}>
          What you have typed on this page is kept in this tab for you.
        </Notice>
      ) : (
        <Notice
          kind="wait"
          title="Are you still there?"
          action={
            <Button size="small" onClick={() => void learn("POST")}>
              Stay signed in
            </Button>
          }
        >
          Nobody has done anything here for a while. Your session ends in {duration(left)}.
        </Notice>
      )}
    </div>
  );
}

function SignInLink() {
  return (
    <ButtonLink size="small" href={`/login?from=${encodeURIComponent(usePathname())}`}>
      Sign in and come back
    </ButtonLink>
  );
}

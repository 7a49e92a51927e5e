"use client";

import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { ButtonLink } from "../ui/button-link.tsx";
import { CodeChip } from "../ui/code-chip.tsx";
import { Notice } from "../ui/notice.tsx";
import type { ActionState } from "./action-state.ts";

/** What the server answered, beside the button that asked, with the way on where there is one. */
export function ActionResult({ state }: { state: ActionState }) {
  if (state.message === null) return null;
  return (
    <Notice kind={state.ok ? "ok" : "problem"} action={wayOn(state.code)}>
      <p className="whitespace-pre-line">{state.message}</p>
      {state.requestId !== null && (
        <p className="text-muted">
          Request <CodeChip value={state.requestId} copyLabel="Copy request id" />
        </p>
      )}
    </Notice>
  );
}

function wayOn(code: string | null): ReactNode {
  if (code === "not-signed-in") return <SignInLink />;
  if (code !== "stale") return undefined;
  return (
    <Button size="small" onClick={() => window.location.reload()}>
      Reload the page
    </Button>
  );
}

/** What was typed is kept for this person in this tab. */
function SignInLink() {
  const query = useSearchParams().toString();
  const here = usePathname() + (query === "" ? "" : `?${query}`);
  return (
    <ButtonLink size="small" href={`/login?from=${encodeURIComponent(here)}`}>
      Sign in and come back
    </ButtonLink>
  );
}

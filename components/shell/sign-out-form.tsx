"use client";

import { Button } from "../ui/button.tsx";
import { forgetOthers } from "./drafts.ts";

const NOBODY = "";

/** Ends the session, and with it what was begun in this tab. */
export function SignOutForm({ action }: { action: () => Promise<void> }) {
  return (
    <form action={action} onSubmit={() => forgetOthers(NOBODY)}>
      <Button type="submit">Sign out</Button>
    </form>
  );
}

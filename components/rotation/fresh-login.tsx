"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";

/** Sends the person to the identity provider to prove who they are, and back to this page. */
export function FreshLogin({ purpose }: { purpose: string }) {
  const [pending, setPending] = useState(false);
  return (
    <div className="grid justify-items-start gap-2">
      <p className="text-sm">
        {purpose} asks for a sign-in of the last five minutes, so that it is you and not an open screen.
      </p>
      <Button
        variant="primary"
        disabled={pending}
        onClick={() => {
          setPending(true);
          void signIn("oidc", { callbackUrl: window.location.href }, { prompt: "login", max_age: "0" });
        }}
      >
        Sign in again
      </Button>
    </div>
  );
}

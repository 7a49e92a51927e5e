"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";

/** `goOnTo`: the page of this console that was asked for. */
export function SignInButton({ goOnTo }: { goOnTo: string }) {
  const [pending, setPending] = useState(false);
  return (
    <Button
      variant="primary"
      disabled={pending}
      onClick={() => {
        setPending(true);
        void signIn("oidc", { callbackUrl: goOnTo });
      }}
    >
      Sign in with company SSO
    </Button>
  );
}

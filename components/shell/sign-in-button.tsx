"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";

export function SignInButton() {
  const [pending, setPending] = useState(false);
  return (
    <Button
      variant="primary"
      disabled={pending}
      onClick={() => {
        setPending(true);
        void signIn("oidc", { callbackUrl: "/" });
      }}
    >
      Sign in with company SSO
    </Button>
  );
}

"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { SESSION_COOKIE } from "#lib/auth/auth-options.ts";
import { currentActor, currentCaller } from "#lib/auth/current-actor.ts";
import { endSessionUrl } from "#lib/auth/end-session-url.ts";
import { signOut } from "#lib/operations/session/sign-out.ts";
import { web } from "#lib/runtime/web.ts";

/** Ends the session on the server first, then at the identity provider. */
export async function signOutAction(): Promise<void> {
  const signedIn = await currentActor();
  if (signedIn) await signOut(web(), await currentCaller(), { sessionId: signedIn.sessionId });
  (await cookies()).set(SESSION_COOKIE, "", {
    path: "/",
    secure: true,
    httpOnly: true,
    sameSite: "lax",
    maxAge: 0,
  });
  redirect(await endSessionUrl());
}

import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInButton } from "#components/shell/sign-in-button.tsx";
import { Wordmark } from "#components/shell/wordmark.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { currentActor } from "#lib/auth/current-actor.ts";
import { localPath } from "#lib/auth/local-path.ts";

export const metadata: Metadata = { title: "Sign in" };

const FAILURES: Record<string, string> = {
  OAuthCallback: "The identity provider's answer could not be verified, or it took too long. Try again.",
  OAuthSignin:
    "The identity provider could not be reached. Try again; if it stays so, tell the platform team.",
  AccessDenied: "Your access to Keyturn is disabled. Ask the security team.",
};

interface LoginProps {
  searchParams: Promise<{ error?: string; from?: string | string[] }>;
}

export default async function LoginPage({ searchParams }: LoginProps) {
  const { error, from } = await searchParams;
  const goOnTo = localPath(from);
  if (await currentActor()) redirect(goOnTo);
  return (
    <main className="mx-auto grid min-h-dvh max-w-sm content-center gap-6 px-6">
      <Wordmark />
      <div>
        <h1 className="text-xl font-semibold tracking-tight">Sign in</h1>
        <p className="mt-1 text-muted">
          Rotation of the platform’s encryption keys, for the security and compliance teams.
        </p>
      </div>
      {error !== undefined && (
        <Notice kind="problem" title="You are not signed in">
          {FAILURES[error] ?? "Signing in did not work. Try again; if it stays so, tell the platform team."}
        </Notice>
      )}
      <SignInButton goOnTo={goOnTo} />
    </main>
  );
}

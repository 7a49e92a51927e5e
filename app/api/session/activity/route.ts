import { currentActor, currentCaller } from "#lib/auth/current-actor.ts";

/** When the session ends. Asking is no sign of life. */
export async function GET(): Promise<Response> {
  const signedIn = await currentActor();
  return signedIn
    ? Response.json({ endsAt: signedIn.sessionEndsAt.toISOString() })
    : new Response(null, { status: 401 });
}

/** A sign of life; answers when the session ends now. */
export async function POST(): Promise<Response> {
  await currentCaller();
  return GET();
}

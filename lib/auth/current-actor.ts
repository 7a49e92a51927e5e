import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import type { Actor } from "#lib/domain/actor.ts";
import type { Caller } from "#lib/operations/caller.ts";
import { loadActor } from "#lib/operations/load-actor.ts";
import { useSession } from "#lib/operations/session/use-session.ts";
import { web } from "#lib/runtime/web.ts";
import { authOptions } from "./auth-options.ts";
import { clientAddress } from "./client-address.ts";
import { PATH_HEADER } from "./path-header.ts";

export interface SignedIn {
  actor: Actor;
  sessionId: string;
  authTime: Date | null;
  sessionEndsAt: Date;
}

async function findSignedIn(activity: boolean): Promise<SignedIn | null> {
  const session = await getServerSession(authOptions());
  if (!session?.sid) return null;
  const live = await useSession(web().db, session.sid, activity);
  const actor = live && (await loadActor(web().db, live.actorId));
  return actor
    ? { actor, sessionId: session.sid, authTime: live.authTime, sessionEndsAt: live.endsAt }
    : null;
}

/** The person behind this request as the database knows them now, or null. Does not keep an idle session alive. */
export const currentActor = cache(() => findSignedIn(false));

/** For pages: the signed-in person with the time of their login, or on to the sign-in page and from there back here. */
export async function requireActor(): Promise<Actor & Pick<SignedIn, "authTime" | "sessionEndsAt">> {
  const signedIn = await currentActor();
  if (signedIn) {
    const { actor, authTime, sessionEndsAt } = signedIn;
    return { ...actor, authTime, sessionEndsAt };
  }
  const path = (await headers()).get(PATH_HEADER) ?? "/";
  redirect(path === "/" ? "/login" : `/login?from=${encodeURIComponent(path)}`);
}

/** For server actions and the activity beacon: who calls, and a sign of life for the session. */
export async function currentCaller(): Promise<Caller> {
  const signedIn = await findSignedIn(true);
  const ipAddress = await clientAddress();
  if (!signedIn) return { kind: "anonymous", ipAddress };
  return { kind: "person", actorId: signedIn.actor.id, ipAddress, authTime: signedIn.authTime };
}

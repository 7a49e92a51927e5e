import { currentCaller } from "#lib/auth/current-actor.ts";

export async function POST(): Promise<Response> {
  const caller = await currentCaller();
  return new Response(null, { status: caller.kind === "person" ? 204 : 401 });
}

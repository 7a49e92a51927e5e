import { currentActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { findStepScreen } from "#lib/views/step-screen.ts";

interface Context {
  params: Promise<{ id: string; step: string }>;
}

/** The view of one step as JSON, for the page to refetch. Reading it is no sign of a person's activity. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const signedIn = await currentActor();
  if (!signedIn) return Response.json({ message: "Sign in, then try again." }, { status: 401 });
  const { id, step } = await params;
  const screen = await findStepScreen(
    web().db,
    { ...signedIn.actor, authTime: signedIn.authTime },
    { rotationId: id, stepId: step },
  );
  return screen
    ? Response.json(screen)
    : Response.json({ message: "There is no such step." }, { status: 404 });
}
